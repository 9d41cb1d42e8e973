using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Synthetic;
using Unroll.Training;

namespace Unroll.Tasks.Symbols;

/// <summary>
/// Sets of fresh sequences, each of one length. Measured is the share of sequences whose last answer is right (<c>NAME.lastAccuracy</c>), where there are several also of those with every answer right
/// (<c>NAME.sequenceAccuracy</c>), and under a name of its own the means over the sets that are longer than any training sequence, or over all where none is.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class SymbolTests<T>(string mean, IReadOnlyList<TestSetOptions> sets, SymbolOptions options, ISymbolRule rule, RandomStream random)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int MostCells = 120_000;   // rows × steps of one pass: bounds the memory of a trace
    const int MostRows = 512;
    const string Last = ".lastAccuracy", Sequence = ".sequenceAccuracy";

    /// <summary>Steps and rows of one pass over each set.</summary>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> Passes => [.. sets.Select(set => (set.Name, rule.Fit(set.Length), RowsOf(set)))];

    /// <summary>What is measured of the sets that are not named as the mean is.</summary>
    public IReadOnlyList<string> SetNames => [.. sets.Where(set => set.Name != mean).SelectMany(set => NamesOf(set.Name))];

    /// <summary>What is measured over them all.</summary>
    public IReadOnlyList<string> MeanNames => NamesOf(mean);

    string[] NamesOf(string name) => options.WantsLastAnswerOnly ? [name + Last] : [name + Last, name + Sequence];

    /// <summary>Runs the network over all sets.</summary>
    /// <param name="network">The network.</param>
    /// <param name="team">Threads.</param>
    /// <param name="share">This rank's share of the batches.</param>
    /// <param name="withSets">Whether each set's own measures are given beside the means.</param>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share, bool withSets)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        var measured = sets.Select(set => (Set: set, Shares: Measure(set, network, team, share))).ToList();
        foreach (var (set, shares) in withSets ? measured : [])
            Add(metrics, set.Name, shares.Last, shares.Whole);
        var longer = measured.Where(one => one.Set.Length > options.Longest).ToList();
        var counted = longer.Count > 0 ? longer : measured;
        Add(metrics, mean, counted.Average(one => one.Shares.Last), counted.Average(one => one.Shares.Whole));
        return metrics;
    }

    void Add(Dictionary<string, double> metrics, string name, double last, double whole)
    {
        metrics[name + Last] = last;
        if (!options.WantsLastAnswerOnly)
            metrics[name + Sequence] = whole;
    }

    int RowsOf(TestSetOptions set) => Math.Min(set.Count, Math.Clamp(MostCells / rule.Fit(set.Length), 1, MostRows));

    (double Last, double Whole) Measure(TestSetOptions set, Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        var (steps, most) = (rule.Fit(set.Length), RowsOf(set));
        var batch = new Batch<T>(new TaskShape(rule.Symbols, rule.Classes, steps, most, 0, InputIsSymbols: true));
        var trace = network.CreateTrace(steps, most, TraceMode.Inference, team);
        var stream = random.Split(set.Name);
        var memory = SymbolRow.CreateMemory(steps);
        var batches = (set.Count + most - 1) / most;
        var counts = share.Measure(batches, 2, (number, count) =>
        {
            var first = number * most;
            batch.Reshape(steps, Math.Min(most, set.Count - first));
            for (var row = 0; row < batch.Rows; row++)
            {
                stream.Position = (ulong)(first + row) * SymbolRow.MostNumbers(steps);
                SymbolRow.Draw(batch, row, rule, options.WantsLastAnswerOnly, stream, memory);
            }
            network.Forward(batch.Inputs, trace);
            for (var row = 0; row < batch.Rows; row++)
            {
                var (isLast, isWhole) = Judge(trace.Outputs, batch.Targets, row);
                count[0] += isLast ? 1 : 0;
                count[1] += isWhole ? 1 : 0;
            }
        });
        var (last, whole) = (0.0, 0.0);
        for (var number = 0; number < batches; number++)
            (last, whole) = (last + counts[2 * number], whole + counts[2 * number + 1]);
        return (last / set.Count, whole / set.Count);
    }

    // Whether the last answer is right, and whether all are.
    static (bool Last, bool Whole) Judge(Sequence<T> outputs, Sequence<int> targets, int row)
    {
        var (last, whole) = (false, true);
        for (var step = 0; step < targets.Steps; step++)
        {
            var wanted = targets[step, row][0];
            if (wanted < 0)
                continue;
            last = IsLargest(outputs[step, row], wanted);
            whole &= last;
        }
        return (last, whole);
    }

    // A tie, or an output that is not a number, is wrong.
    static bool IsLargest(ReadOnlySpan<T> logits, int wanted)
    {
        for (var i = 0; i < logits.Length; i++)
        {
            if (i != wanted && !(logits[wanted] > logits[i]))
                return false;
        }
        return true;
    }
}
