using System.Collections.Generic;
using System.Globalization;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Tests.Support;

/// <summary>Whether more ones than zeros have been seen: learnable by <see cref="SumLayer{T}"/>. Batches differ in shape; some workers may have none; the length follows a memory.</summary>
sealed class MajorityTask : ITask<float>
{
    internal const int MostSteps = 7, MostRows = 5;

    readonly LengthMemory? _memory;

    internal MajorityTask(bool withMemory = false) => _memory = withMemory ? new LengthMemory() : null;

    /// <summary>From this step on, worker numbers of at least <see cref="AbsentFrom"/> have no data.</summary>
    internal long LastFullStep { get; init; } = long.MaxValue;

    internal int AbsentFrom { get; init; } = int.MaxValue;

    public TaskShape Shape { get; init; } = new(2, 2, MostSteps, MostRows, 6, true);

    public ITaskMemory? Memory => _memory;

    public bool Fill(Batch<float> batch, long step, int worker)
    {
        if (step > LastFullStep && worker >= AbsentFrom)
            return false;
        // Not a RandomStream, whose splitting allocates: this task must add no bytes to a step's account.
        var state = (ulong)step * 1024 + (ulong)worker + 1;
        var most = _memory?.Length ?? MostSteps;
        batch.Reshape(1 + (int)(Next(ref state) % (ulong)most), 1 + (int)(Next(ref state) % MostRows));
        for (var b = 0; b < batch.Rows; b++)
        {
            var balance = 0;
            for (var t = 0; t < batch.Steps; t++)
            {
                var bit = (int)(Next(ref state) & 1);
                balance += 2 * bit - 1;
                batch.Symbols[t, b][0] = bit;
                batch.Targets[t, b][0] = balance == 0 ? -1 : balance > 0 ? 1 : 0;
            }
        }
        return true;
    }

    // Knuth's multiplier; the high bits are the random ones.
    static ulong Next(ref ulong state)
    {
        state = state * 6364136223846793005UL + 1442695040888963407UL;
        return state >> 40;
    }

    public IReadOnlyDictionary<string, double> Evaluate(Network<float> network, WorkerTeam team) => new Dictionary<string, double>();

    /// <summary>Lengthens the strings whenever three steps in a row had a small loss.</summary>
    sealed class LengthMemory : ITaskMemory
    {
        int _easySteps;

        internal int Length { get; private set; } = 2;

        public void Observe(in StepReport report)
        {
            _easySteps = report.LossPerTarget < 0.6 ? _easySteps + 1 : 0;
            if (_easySteps < 3 || Length == MostSteps)
                return;
            Length++;
            _easySteps = 0;
        }

        public string Save() => string.Create(CultureInfo.InvariantCulture, $"{Length},{_easySteps}");

        public void Load(string text)
        {
            var words = text.Split(',');
            Length = int.Parse(words[0], CultureInfo.InvariantCulture);
            _easySteps = int.Parse(words[1], CultureInfo.InvariantCulture);
        }
    }
}
