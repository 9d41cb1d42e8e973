using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Grammar;
using Unroll.Training;
using Unroll.Training.Batching;

namespace Unroll.Tasks.Vectors;

/// <summary>
/// Strings of the Reber grammar as one-hot vectors (B T S X P V E in this order), the next letter's vector wanted at each step: the experiments 7 and 8 of the very simple LSTM's report. No test string is a training string.
/// Measured is what Hochreiter and Schmidhuber (1997) measure (the possible next letters are the most active outputs), by letters and by whole strings, and the report's reading with ties against the letter that came.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class ReberVectorTask<T> : ITask<T>, IDividedEvaluation<T>, INamedMetrics, IRowInput
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ReberGrammar _grammar;
    readonly IReadOnlyList<int[]> _training, _tests;
    readonly DatasetTask<T> _feed;
    readonly SequenceDataset<T> _testData;
    readonly BatchingOptions _batching;

    public ReberVectorTask(ReberVectorOptions options, TaskSetting setting)
    {
        var data = new ReberData(options.Strings, new RandomStream(setting.Seed).Split("reber"));
        (_grammar, _training, _tests) = (data.Grammar, data.Training, data.Test);
        _batching = new BatchingOptions { MostRows = setting.Batch, MostPadding = 0.9 };
        _feed = new DatasetTask<T>(DataOf(_training), new DatasetOptions { Batching = _batching, Seed = setting.Seed, Workers = setting.Workers });
        _testData = DataOf(_tests);
    }

    /// <inheritdoc/>
    public TaskShape Shape => _feed.Shape;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => [.. ((string[])["training", "test"]).SelectMany(NamesOf), "solved"];

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker) => _feed.Fill(batch, step, worker);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(share);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        var solved = Measure(metrics, "training", _training, _feed.Training, network, team, share);
        solved &= Measure(metrics, "test", _tests, _testData, network, team, share);
        metrics["solved"] = solved ? 1 : 0;
        return metrics;
    }

    IEnumerable<string> NamesOf(string set) => [set + ".stringAccuracy", set + ".letterAccuracy", .. _grammar.IsEmbedded ? (string[])[set + ".heldAccuracy"] : [], set + ".tiesAccuracy"];

    bool Measure(Dictionary<string, double> metrics, string set, IReadOnlyList<int[]> strings, SequenceDataset<T> data, Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        var pass = new DatasetPass<T>(network, data, team, _batching with { MostRows = 64 });
        var count = ReberCount.Sum(share.Measure(pass.Count, ReberCount.Numbers, (batch, ofBatch) =>
        {
            pass.Run(batch);
            var inBatch = new ReberCount();
            for (var row = 0; row < pass.Sequences.Length; row++)
                inBatch.Add(_grammar, pass.Outputs, pass.Batch.TargetValues, row, strings[pass.Sequences[row]]);
            inBatch.CopyTo(ofBatch);
        }));
        metrics[set + ".stringAccuracy"] = count.Strings / (double)strings.Count;
        metrics[set + ".letterAccuracy"] = count.Letters / (double)count.Steps;
        if (_grammar.IsEmbedded)
            metrics[set + ".heldAccuracy"] = count.Held / (double)strings.Count;
        metrics[set + ".tiesAccuracy"] = count.ReadWithTies / (double)count.Steps;
        return count.Strings == strings.Count;
    }

    static SequenceDataset<T> DataOf(IReadOnlyList<int[]> strings) => new(
        SequenceInputs<T>.OfRows(strings.Select(one => VectorsOf(one[..^1])), ReberGrammar.Letters.Length),
        SequenceTargets<T>.OfStepValues(strings.Select(one => VectorsOf(one[1..])), ReberGrammar.Letters.Length));

    static T[][] VectorsOf(int[] symbols) => Array.ConvertAll(symbols, VectorOf);

    static T[] VectorOf(int symbol)
    {
        var vector = new T[ReberGrammar.Letters.Length];
        vector[symbol] = T.One;
        return vector;
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> ReadRows(string text)
    {
        try
        {
            return Array.ConvertAll(_grammar.Read(string.Concat(TextWords.Of(text)), whole: false), symbol => Array.ConvertAll(VectorOf(symbol), double.CreateTruncating));
        }
        catch (FormatException e)
        {
            throw new FormatException(e.Message.StartsWith("position", StringComparison.Ordinal) ? $"has at {e.Message}." : e.Message + ".", e);
        }
    }
}
