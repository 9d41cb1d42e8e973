using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Synthetic;

/// <summary>Test sets of bit strings, and how many of them a network gets right.</summary>
/// <typeparam name="T">The number.</typeparam>
sealed class ParityTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int MostCells = 120_000;   // rows × steps of one pass: bounds the memory of a trace
    const string FullAccuracy = ".fullLengthAccuracy", LastAccuracy = ".lastBitAccuracy", FullCorrect = ".fullLengthCorrect", LastCorrect = ".lastBitCorrect", Strings = ".count";
    const int MostRows = 512;

    readonly record struct TestSet(string Name, BitStrings Strings, int First, int Count);

    readonly List<TestSet> _sets = [];
    readonly ParityReading _reading;

    /// <summary>
    /// Draws the test sets that options ask for. Their strings come from streams of their own, by the sets' names, so none is a training string other
    /// than by chance: below some 20 bits there are too few strings for training and test to be apart, at 50 bits and more a repeat is as good as impossible.
    /// </summary>
    public ParityTests(IReadOnlyList<TestSetOptions> options, RandomStream random, ParityReading reading)
    {
        _reading = reading;
        foreach (var set in options)
            _sets.Add(new TestSet(set.Name, BitStrings.DrawFixed(random.Split(set.Name), set.Count, set.Length), 0, set.Count));
    }

    /// <summary>Puts so many strings from <paramref name="first"/> on in front, as a test set of this name.</summary>
    public void AddFirst(string name, BitStrings strings, int first, int count) => _sets.Insert(0, new TestSet(name, strings, first, count));

    /// <summary>Steps and rows of one pass over each set.</summary>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> Passes => [.. _sets.Select(set => (set.Name, set.Strings.Longest, RowsOf(set)))];

    /// <summary>What <see cref="Evaluate"/> measures.</summary>
    public IReadOnlyList<string> MetricNames => [.. _sets.SelectMany(set => (string[])[set.Name + FullAccuracy, set.Name + LastAccuracy, set.Name + FullCorrect, set.Name + LastCorrect, set.Name + Strings])];

    /// <summary>Runs the network over all sets.</summary>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var set in _sets)
        {
            var (full, last) = Count(set, network, team, share);
            metrics[set.Name + FullAccuracy] = full / (double)set.Count;
            metrics[set.Name + LastAccuracy] = last / (double)set.Count;
            metrics[set.Name + FullCorrect] = full;
            metrics[set.Name + LastCorrect] = last;
            metrics[set.Name + Strings] = set.Count;
        }
        return metrics;
    }

    (int Full, int Last) Count(TestSet set, Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        var rows = RowsOf(set);
        var batches = new LengthBatches(set.Strings, set.First, set.Count, rows, shuffle: null);
        batches.Enter(0);
        var batch = new Batch<T>(new TaskShape(2, 2, set.Strings.Longest, rows, 0, InputIsSymbols: true));
        var trace = network.CreateTrace(set.Strings.Longest, rows, TraceMode.Inference, team);
        var counts = share.Measure(batches.Count, 2, (number, count) =>
        {
            Fill(batch, set.Strings, batches[number], _reading);
            network.Forward(batch.Inputs, trace);
            for (var row = 0; row < batch.Rows; row++)
            {
                var right = RightFromEnd(trace.Outputs, batch.Targets, row);
                count[0] += right == batch.Steps ? 1 : 0;
                count[1] += right > 0 ? 1 : 0;
            }
        });
        var (full, last) = (0, 0);
        for (var number = 0; number < batches.Count; number++)
            (full, last) = (full + (int)counts[2 * number], last + (int)counts[2 * number + 1]);
        return (full, last);
    }

    static int RowsOf(TestSet set) => Math.Min(set.Count, Math.Clamp(MostCells / set.Strings.Longest, 1, MostRows));

    /// <summary>Shapes the batch for these strings, all of one length, and writes them.</summary>
    public static void Fill(Batch<T> batch, BitStrings strings, ReadOnlySpan<int> members, ParityReading reading)
    {
        batch.Reshape(strings.LengthOf(members[0]), members.Length);
        for (var row = 0; row < members.Length; row++)
            ParityRow.Write(strings.Words(members[row]), batch.Symbols, batch.Targets, row, reading);
    }

    // Right outputs counted from the last back to the first wrong one. A tie, or an output that is not a number, is wrong.
    static unsafe int RightFromEnd(Sequence<T> outputs, Sequence<int> targets, int row)
    {
        for (var step = outputs.Steps - 1; step >= 0; step--)
        {
            var logits = outputs.Row(step, row);
            var wanted = *targets.Row(step, row);
            if (!(logits[wanted] > logits[1 - wanted]))
                return outputs.Steps - 1 - step;
        }
        return outputs.Steps;
    }
}
