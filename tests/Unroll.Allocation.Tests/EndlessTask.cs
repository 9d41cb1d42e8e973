using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Allocation;

/// <summary>Batches of changing shape, of symbols or dense rows, whose filling allocates nothing; the largest shape comes late, as in a curriculum.</summary>
sealed class EndlessTask<T>(bool symbols) : ITask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int Inputs = 3, Classes = 2, MostSteps = 12, MostRows = 6;

    /// <summary>Steps during which batches stay small: all of a warm-up.</summary>
    public const long SmallSteps = 6;

    public TaskShape Shape { get; } = new(Inputs, Classes, MostSteps, MostRows, 0, symbols);

    public ITaskMemory? Memory => null;

    public bool Fill(Batch<T> batch, long step, int worker)
    {
        var small = step < SmallSteps;
        batch.Reshape(small ? 2 + (int)(step % 2) : MostSteps - (int)(step % 3), small ? 2 : MostRows - (int)(step % 2));
        for (var t = 0; t < batch.Steps; t++)
        {
            for (var row = 0; row < batch.Rows; row++)
                FillPlace(batch, t, row, (int)((step * 31 + t * 7 + row * 5 + worker) % 1009));
        }
        return true;
    }

    static void FillPlace(Batch<T> batch, int t, int row, int number)
    {
        batch.Targets[t, row][0] = number % Classes;
        if (batch.Inputs.IsSymbols)
            batch.Symbols[t, row][0] = number % Inputs;
        else
            batch.Dense[t, row].Fill(T.CreateTruncating(number / 1009.0));
    }

    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => new Dictionary<string, double>();
}
