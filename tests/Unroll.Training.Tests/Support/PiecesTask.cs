using System;
using System.Collections.Generic;
using Unroll.Networks;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Tests.Support;

/// <summary>
/// Strings cut into batches: with <c>pieces</c> of 1 a step's strings come as one batch, else as so many, of different sizes, in the same order. All strings of a step are of one length, and some
/// places have no target, so the pieces differ in targets; the second piece of every fourth step has none at all.
/// </summary>
sealed class PiecesTask(int pieces, int stepsPerEpoch = 0) : ITask<float>
{
    internal const int Most = 4;
    static readonly int[] Rows = [3, 1, 5, 2];

    internal List<long> Asked { get; } = [];

    public TaskShape Shape { get; } = new(2, 2, MajorityTask.MostSteps, 11, stepsPerEpoch, true);

    public ITaskMemory? Memory => null;

    public bool Fill(Batch<float> batch, long step, int worker)
    {
        Asked.Add(step);
        var (whole, piece) = Math.DivRem(step, pieces);
        var first = pieces == 1 ? 0 : Before((int)piece);
        var rows = pieces == 1 ? Before(Most) : Rows[piece];
        batch.Reshape(1 + (int)(whole % MajorityTask.MostSteps), rows);
        for (var b = 0; b < rows; b++)
        {
            for (var t = 0; t < batch.Steps; t++)
            {
                var bits = Mixed((ulong)(((whole * 64 + first + b) * 16 + t) * 1024 + worker));
                batch.Symbols[t, b][0] = (int)(bits & 1);
                var silent = (bits >> 1) % 3 == 0 || (whole % 4 == 3 && first + b == Rows[0]);
                batch.Targets[t, b][0] = silent ? -1 : (int)((bits >> 5) & 1);
            }
        }
        return true;
    }

    public IReadOnlyDictionary<string, double> Evaluate(Network<float> network, WorkerTeam team) => new Dictionary<string, double>();

    static int Before(int piece)
    {
        var sum = 0;
        for (var i = 0; i < piece; i++)
            sum += Rows[i];
        return sum;
    }

    // The finishing step of SplitMix64.
    static ulong Mixed(ulong number)
    {
        number += 0x9E3779B97F4A7C15UL;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9UL;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EBUL;
        return number ^ (number >> 31);
    }
}
