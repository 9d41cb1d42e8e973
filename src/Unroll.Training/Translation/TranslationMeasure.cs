using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll.Training.Translation;

/// <summary>Measures an encoder-decoder on pairs, batch by batch.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class TranslationMeasure<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly EncoderDecoder<T> _model;
    readonly SequencePairs<T> _pairs;
    readonly TranslationOptions _options;
    readonly PairFeed<T> _feed;
    readonly Batch<T> _batch;
    readonly EncoderDecoderTrace<T> _trace;
    readonly WorkerTeam _team;

    /// <summary>Takes the memory for the largest batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pairs">What is measured on.</param>
    /// <param name="options">Start and end symbol, sizes of batches; the defaults where null. Sizes and order change no output's bits.</param>
    /// <param name="team">The threads that run the model.</param>
    /// <exception cref="ArgumentException">The model does not read what the pairs are, or does not write as many symbols or numbers.</exception>
    public TranslationMeasure(EncoderDecoder<T> model, SequencePairs<T> pairs, TranslationOptions? options, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        (_model, _pairs, _options, _team) = (model, pairs, options ?? new TranslationOptions(), team);
        _feed = new PairFeed<T>(pairs, _options, _options.Batching with { Shuffle = false });
        var shape = _feed.Shape;
        if ((model.Encoder.InputWidth, model.Decoder.InputWidth, model.Decoder.OutputWidth) != (shape.Source!.Width, shape.InputWidth, shape.OutputWidth))
            throw new ArgumentException($"The model reads width {model.Encoder.InputWidth}, then {model.Decoder.InputWidth}, and writes {model.Decoder.OutputWidth}; the pairs ask for {shape.Source.Width}, {shape.InputWidth} and {shape.OutputWidth}.", nameof(model));
        _batch = new Batch<T>(shape);
        _trace = model.CreateTrace(shape.Source.MostSteps, shape.MostSteps, shape.MostRows, TraceMode.Inference, team, masks: shape.IsPadded || shape.Source.IsPadded);
    }

    /// <summary>Runs over all pairs with the answers wanted as the decoder's inputs, and measures.</summary>
    public void Measure(params IReadOnlyList<IMetric<T>> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var metric in metrics)
            metric.Begin();
        for (var number = 0; number < _feed.Buckets.Count; number++)
        {
            _feed.Fill(_batch, _feed.Buckets[number]);
            _model.Encode(_batch.Source!.Inputs, _trace, _batch.Source.Mask);
            _model.Decode(_batch.Inputs, _trace, _batch.Mask);
            foreach (var metric in metrics)
                metric.Add(_trace.Decoder.Outputs, _batch.LossTargets);
        }
    }

    /// <summary>The share of sources that the model on its own answers exactly as wanted, always with its most likely symbol: from 0 to 1.</summary>
    /// <exception cref="InvalidOperationException">The answers are rows of numbers.</exception>
    public double MeasureAnswers()
    {
        if (!_pairs.Targets.AreSymbols)
            throw new InvalidOperationException("The answers wanted are rows of numbers, which are not right or wrong; measure a loss.");
        var shape = _feed.Shape;
        // A longer answer is wrong, however it goes on.
        var decoding = new DecodingOptions { Start = _options.StartOf(_pairs.Targets), End = _options.EndOf(_pairs.Targets), MostSteps = Math.Min(shape.MostSteps, 1_000_000) };
        var decoder = new GreedyDecoder<T>(_model, decoding, shape.Source!.MostSteps, shape.MostRows, _team, masks: shape.Source.IsPadded);
        long right = 0;
        for (var number = 0; number < _feed.Buckets.Count; number++)
        {
            var pairs = _feed.Buckets[number];
            _feed.Fill(_batch, pairs);
            decoder.Decode(_batch.Source!.Inputs, _batch.Source.Mask);
            for (var row = 0; row < pairs.Length; row++)
                right += decoder.IsEnded(row) && decoder.SymbolsOf(row).SequenceEqual(_pairs.Targets.SymbolsOf(_pairs.NumberOf(pairs[row]))) ? 1 : 0;
        }
        return (double)right / _pairs.Count;
    }
}
