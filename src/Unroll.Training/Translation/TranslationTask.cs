using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll.Training.Translation;

/// <summary>
/// Training an encoder-decoder on pairs, with the answer wanted as the decoder's input, one step late (teacher forcing). Every epoch each pair comes once, in batches of like lengths.
/// Step s gives worker w of W batch <c>s·W + w</c> of its epoch; at the end of an epoch the last workers may have none.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class TranslationTask<T> : ITask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly TranslationOptions _options;
    readonly PairFeed<T> _feed;
    readonly IReadOnlyList<IMetric<T>> _metrics;
    readonly Lock _entering = new();

    /// <summary>Cuts the pairs into batches.</summary>
    /// <param name="training">What is trained on.</param>
    /// <param name="options">Start and end symbol, sizes, seed, workers; the defaults where null.</param>
    /// <param name="validation">What is measured on; nothing where null.</param>
    /// <param name="metrics">What is measured there, with the answers wanted as inputs.</param>
    /// <exception cref="ArgumentException">An answer holds the end symbol, or training and validation pairs differ in kind.</exception>
    public TranslationTask(SequencePairs<T> training, TranslationOptions? options = null, SequencePairs<T>? validation = null, params IReadOnlyList<IMetric<T>> metrics)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(metrics);
        if (validation is not null && Kind(training) != Kind(validation))
            throw new ArgumentException($"The training pairs have {Kind(training)}, the validation pairs {Kind(validation)}; say widths and numbers of symbols alike for both.", nameof(validation));
        (Training, Validation, _metrics, _options) = (training, validation, metrics, options ?? new TranslationOptions());
        _feed = new PairFeed<T>(training, _options, _options.Batching, countSteps: true);
    }

    /// <summary>What is trained on.</summary>
    public SequencePairs<T> Training { get; }

    /// <summary>What is measured on; null where nothing is.</summary>
    public SequencePairs<T>? Validation { get; }

    /// <inheritdoc/>
    public TaskShape Shape => _feed.Shape;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_options.Workers, nameof(worker));
        var (epoch, stepOfEpoch) = long.DivRem(step, Shape.StepsPerEpoch);
        var number = stepOfEpoch * _options.Workers + worker;
        if (number >= _feed.Buckets.Count)
            return false;
        lock (_entering)
            _feed.Buckets.Enter(epoch);
        _feed.Fill(batch, _feed.Buckets[(int)number]);
        return true;
    }

    /// <summary>Measures on the validation pairs: the metrics as <c>validation.NAME</c>, and for symbols the share answered exactly as wanted as <c>validation.exact</c>.</summary>
    /// <param name="network">The decoder of the model.</param>
    /// <param name="team">The threads that run it.</param>
    /// <exception cref="ArgumentException">The network is not the decoder of an encoder-decoder.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var measures = new Dictionary<string, double>();
        if (Validation is null)
            return measures;
        if (network.PartOf is not { } model || network != model.Decoder)
            throw new ArgumentException("The network is not the decoder of an encoder-decoder; give the one that was trained.", nameof(network));
        // The end is one after the training answers' symbols, whatever those to validate on hold.
        var options = Validation.Targets.AreSymbols ? _options with { Start = _options.StartOf(Training.Targets), End = _options.EndOf(Training.Targets) } : _options;
        var measure = new TranslationMeasure<T>(model, Validation, options, team);
        measure.Measure(_metrics);
        foreach (var metric in _metrics)
            measures["validation." + metric.Name] = metric.Value;
        if (Validation.Targets.AreSymbols)
            measures["validation.exact"] = measure.MeasureAnswers();
        return measures;
    }

    static string Kind(SequencePairs<T> pairs) => $"{Kind(pairs.Sources)} and answers of {Kind(pairs.Targets)}";

    static string Kind(SequenceInputs<T> inputs) => $"{(inputs.AreSymbols ? $"{inputs.Width} symbols" : $"rows of {inputs.Width}")}";
}
