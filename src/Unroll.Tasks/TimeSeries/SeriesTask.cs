using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Batching;

namespace Unroll.Tasks.TimeSeries;

/// <summary>Many-to-one classification of series: each epoch every training series once, in batches of like lengths. Measured are <c>test.accuracy</c> and <c>test.loss</c> (or <c>validation.…</c>).</summary>
/// <typeparam name="T">The number.</typeparam>
sealed class SeriesTask<T> : ITask<T>, IDividedEvaluation<T>, ISizedEvaluation, INamedMetrics
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int MostRows = 500;
    const int NumbersOfBatch = 3;   // right, loss, series

    readonly DatasetTask<T> _task;
    readonly SequenceDataset<T> _test;
    readonly string _set;
    readonly SeriesMemory _memory;
    readonly ILoss<T> _loss = new CrossEntropyOptions().Create<T>();

    /// <summary>Makes batches of the training series.</summary>
    public SeriesTask(SeriesData data, TaskSetting setting)
    {
        var batching = new BatchingOptions { MostRows = setting.Batch, MostPadding = data.Options.MostPadding };
        var seed = new RandomStream(setting.Seed).Split("time-series").NextUInt64();
        _task = new DatasetTask<T>(data.Training<T>(), new DatasetOptions { Batching = batching, Seed = seed, Workers = setting.Workers });
        (_test, _set, _memory) = (data.Test<T>(), data.Measured, new SeriesMemory(data.Fingerprint()));
    }

    /// <inheritdoc/>
    public TaskShape Shape => _task.Shape;

    /// <inheritdoc/>
    public ITaskMemory? Memory => _memory;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => [(_set, _test.Lengths().Max(), Math.Min(_test.Count, MostRows))];

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => [_set + ".accuracy", _set + ".loss"];

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker) => _task.Fill(batch, step, worker);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        var pass = new DatasetPass<T>(network, _test, team, new BatchingOptions { MostRows = MostRows, MostPadding = 0.5 });
        var numbers = share.Measure(pass.Count, NumbersOfBatch, (batch, ofBatch) =>
        {
            pass.Run(batch);
            ofBatch[0] = Accuracy.Measure(pass.Outputs, pass.Batch.Targets).Correct;
            ofBatch[1] = _loss.Measure(pass.Outputs, pass.Batch.LossTargets, default).Sum;
            ofBatch[2] = pass.Batch.Rows;
        });
        var (correct, loss, series) = (0.0, 0.0, 0.0);
        for (var batch = 0; batch < numbers.Length; batch += NumbersOfBatch)
            (correct, loss, series) = (correct + numbers[batch], loss + numbers[batch + 1], series + numbers[batch + 2]);
        return new Dictionary<string, double> { [MetricNames[0]] = correct / series, [MetricNames[1]] = loss / series };
    }
}
