using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll.Training.Streams;

/// <summary>
/// Training on long documents by truncated back-propagation: each row of a batch is a stream of documents, and each step takes the next window of every stream, starting from the states that the window before
/// left. No gradient crosses a window's start. Step s gives every worker window s of its epoch for its own streams; streams start anew with an epoch.
/// </summary>
/// <remarks>The states themselves are the trainer's (<see cref="Trainer{T}.CarriedStates"/>): the task only says which rows go on. With a stride below the length, states are those computed when the earlier window ran.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class StreamTask<T> : ITask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly StreamOptions _options;
    readonly StreamRows _streams;
    readonly IReadOnlyList<IMetric<T>> _metrics;

    /// <summary>Deals the documents to the streams.</summary>
    /// <param name="documents">The documents, with a target at each step.</param>
    /// <param name="options">Rows, length, stride, workers; the defaults where null.</param>
    /// <param name="validation">What is measured on, in windows of the same length; nothing where null.</param>
    /// <param name="metrics">What is measured there.</param>
    /// <exception cref="ArgumentException">A document lacks targets at each step, or the stride is beyond the length.</exception>
    public StreamTask(SequenceDataset<T> documents, StreamOptions? options = null, SequenceDataset<T>? validation = null, params IReadOnlyList<IMetric<T>> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        WindowFeed.RequireTargets(documents);
        if (validation is not null)
            WindowFeed.RequireTargets(validation);
        (Documents, Validation, _metrics, _options) = (documents, validation, metrics, options ?? new StreamOptions());
        _streams = new StreamRows(documents.Lengths(), _options, checked(_options.Rows * _options.Workers));
        Shape = WindowFeed.ShapeOf(documents, _streams, _options.Rows, _streams.MostWindows, null);
        MetricNames = validation is null ? [] : [.. metrics.Select(metric => "validation." + metric.Name)];
    }

    /// <summary>What is trained on.</summary>
    public SequenceDataset<T> Documents { get; }

    /// <summary>What is measured on; null where nothing is.</summary>
    public SequenceDataset<T>? Validation { get; }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <summary>The names that <see cref="Evaluate"/> gives.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_options.Workers, nameof(worker));
        return WindowFeed.Fill(batch, Documents, _streams, worker * _options.Rows, _options.Rows, (int)(step % Shape.StepsPerEpoch));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team)
    {
        if (Validation is null || _metrics.Count == 0)
            return new Dictionary<string, double>();
        new StreamPass<T>(network, Validation, team, _options).Measure(_metrics);
        return _metrics.ToDictionary(metric => "validation." + metric.Name, metric => metric.Value);
    }
}
