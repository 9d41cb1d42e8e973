using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Unroll.Networks;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Batching;

/// <summary>
/// Training on a data set: every epoch each of its sequences comes once, in batches of like lengths. Step s gives worker w of W batch <c>s·W + w</c> of its epoch;
/// at the end of an epoch the last workers may have none.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class DatasetTask<T> : ITask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly DatasetOptions _options;
    readonly LengthBuckets _buckets;
    readonly IReadOnlyList<IMetric<T>> _metrics;
    readonly Lock _entering = new();

    /// <summary>Cuts the data into batches.</summary>
    /// <param name="training">What is trained on.</param>
    /// <param name="options">Sizes, seed, workers; the defaults where null.</param>
    /// <param name="validation">What is measured on; nothing where null. <see cref="SequenceDataset{T}.Split"/> makes one of the training data.</param>
    /// <param name="metrics">What is measured there.</param>
    /// <exception cref="ArgumentException">There are no targets, or training and validation data differ in kind.</exception>
    public DatasetTask(SequenceDataset<T> training, DatasetOptions? options = null, SequenceDataset<T>? validation = null, params IReadOnlyList<IMetric<T>> metrics)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(metrics);
        if (training.Targets is null)
            throw new ArgumentException("The training data have no targets; give the data set some.", nameof(training));
        if (validation is not null)
            RequireAlike(training, validation);
        (Training, Validation, _metrics, _options) = (training, validation, metrics, options ?? new DatasetOptions());
        _buckets = new LengthBuckets(training.Lengths(), _options.Batching, _options.Seed);
        var steps = (_buckets.Count + _options.Workers - 1) / _options.Workers;
        Shape = BatchFeed.ShapeOf(training, _buckets, _options.Answer, steps, _options.OutputWidth);
        MetricNames = validation is null ? [] : [.. metrics.Select(metric => "validation." + metric.Name)];
    }

    /// <summary>What is trained on.</summary>
    public SequenceDataset<T> Training { get; }

    /// <summary>What is measured on; null where nothing is.</summary>
    public SequenceDataset<T>? Validation { get; }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <summary>The names that <see cref="Evaluate"/> gives: <c>validation.loss</c> for a metric named <c>loss</c>.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <summary>The share of the batches' places that is padding, in the epoch last filled from.</summary>
    public double PaddingShare => _buckets.PaddingShare;

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_options.Workers, nameof(worker));
        var (epoch, stepOfEpoch) = long.DivRem(step, Shape.StepsPerEpoch);
        var number = stepOfEpoch * _options.Workers + worker;
        if (number >= _buckets.Count)
            return false;
        // Workers of one step may fill at once; the first of a new epoch draws its order, and all of them are at the same step.
        lock (_entering)
            _buckets.Enter(epoch);
        BatchFeed.Fill(batch, Training, _buckets[(int)number]);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team)
    {
        if (Validation is null || _metrics.Count == 0)
            return new Dictionary<string, double>();
        new DatasetPass<T>(network, Validation, team, _options.Batching, _options.Answer).Measure(_metrics);
        return _metrics.ToDictionary(metric => "validation." + metric.Name, metric => metric.Value);
    }

    static void RequireAlike(SequenceDataset<T> training, SequenceDataset<T> validation)
    {
        if (validation.Targets is null)
            throw new ArgumentException("The validation data have no targets; give the data set some.", nameof(validation));
        var (one, other) = (Kind(training), Kind(validation));
        if (one != other)
            throw new ArgumentException($"The training data have {one}, the validation data {other}; say widths and numbers of symbols and classes alike for both.", nameof(validation));
    }

    static string Kind(SequenceDataset<T> data)
    {
        var (inputs, targets) = (data.Inputs, data.Targets!);
        return $"{(inputs.AreSymbols ? $"{inputs.Width} symbols" : $"rows of {inputs.Width}")} and {(targets.AreValues ? $"values of width {targets.Width}" : $"{targets.Width} classes")} for each {(targets.AreOfEachStep ? "step" : "sequence")}";
    }
}
