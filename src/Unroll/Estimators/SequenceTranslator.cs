using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Networks.Translation;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>
/// Learns to answer a sequence with a sequence of labels of any other length, with an encoder and a decoder. The same sequences, answers and options give the same answers, to the bit,
/// on any number of threads. Predictions may run on several threads at once.
/// </summary>
/// <typeparam name="TLabel">The label: text, a letter, a number, an enumeration.</typeparam>
/// <param name="options">Network and training; the defaults where null. With <see cref="EstimatorOptions.Bidirectional"/> the encoder reads from both ends and the decoder has twice the units. Pooling has no meaning here.</param>
public sealed class SequenceTranslator<TLabel>(EstimatorOptions? options = null)
    where TLabel : notnull, IComparable, IConvertible
{
    FittedTranslator? _model;
    LabelSet<TLabel>? _labels;

    /// <summary>Network and training.</summary>
    public EstimatorOptions Options { get; private init; } = options ?? new EstimatorOptions();

    /// <summary>The labels it knows, in ascending order.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    public IReadOnlyList<TLabel> Labels => (_labels ?? throw new NotFittedException()).All;

    /// <summary>Learns, from the beginning. Where it fails, what was learnt before stays.</summary>
    /// <param name="sequences">At least one; more for anything useful.</param>
    /// <param name="answers">For each sequence an answer of one label or more; at least two different labels in all.</param>
    /// <param name="cancellation">Ends training early; what was learnt is kept. Before the end of the first epoch that is nothing, and all stays as it was.</param>
    /// <exception cref="ArgumentException">Sequences or answers cannot be learnt from; the message says which and why.</exception>
    /// <exception cref="Training.TrainingDivergedException">Training ran away; the message says what to try.</exception>
    public FitHistory Fit(SequenceSet sequences, IEnumerable<IReadOnlyList<TLabel>> answers, CancellationToken cancellation = default)
    {
        var given = LabelChecks.TakeAnswers(sequences, answers, forFit: true);
        var known = LabelSet<TLabel>.From(given.SelectMany(one => one));
        var classes = SequenceInputs<float>.OfSymbols(given.Select(one => (IReadOnlyList<int>)[.. one.Select(known.ClassOf)]), known.All.Count);
        var (model, history) = FittedTranslator.Fit(Options, sequences, classes, cancellation);
        if (history.BestEpoch > 0)
            (_model, _labels) = (model, known);
        return history;
    }

    /// <summary>An answer to each sequence, <c>[sequence][label]</c>: the most likely label at each step, or the best that a beam search finds.</summary>
    /// <param name="sequences">What is asked about.</param>
    /// <param name="beam">A beam search; none where null.</param>
    /// <param name="mostSteps">Most steps for an answer, the one that ends it included: 1 to 1,000,000. An answer that has not ended by then is cut. Twice those of the longest answer that it learnt where null.</param>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="ArgumentException">The sequences are of another width than those it learnt from.</exception>
    public TLabel[][] Predict(SequenceSet sequences, BeamOptions? beam = null, int? mostSteps = null)
    {
        var labels = _labels ?? throw new NotFittedException();
        return Array.ConvertAll(Model.Translate(sequences, beam, mostSteps), best => Array.ConvertAll([.. best[0].Symbols], symbol => labels[symbol]));
    }

    /// <summary>The best answers to each sequence that a beam search finds, best first, with their probabilities: at most <see cref="BeamOptions.Best"/>.</summary>
    /// <param name="sequences">What is asked about.</param>
    /// <param name="beam">Width, number of answers, length penalty.</param>
    /// <param name="mostSteps">As for <see cref="Predict"/>.</param>
    /// <inheritdoc cref="Predict" path="/exception"/>
    public Translation<TLabel>[][] PredictBest(SequenceSet sequences, BeamOptions beam, int? mostSteps = null)
    {
        ArgumentNullException.ThrowIfNull(beam);
        var labels = _labels ?? throw new NotFittedException();
        return Array.ConvertAll(Model.Translate(sequences, beam, mostSteps), found => Array.ConvertAll(found,
            one => new Translation<TLabel>([.. one.Symbols.Select(symbol => labels[symbol])], one.LogProbability, one.Score, one.IsEnded)));
    }

    /// <summary>The share of sequences that are answered exactly as wanted, from 0 to 1. A label that it never learnt counts as wrong.</summary>
    /// <inheritdoc cref="Predict" path="/exception"/>
    public double Score(SequenceSet sequences, IEnumerable<IReadOnlyList<TLabel>> answers)
    {
        var wanted = LabelChecks.TakeAnswers(sequences, answers, forFit: false);
        return Predict(sequences).Zip(wanted).Count(pair => pair.First.SequenceEqual(pair.Second)) / (double)wanted.Count;
    }

    /// <summary>Writes all of it into one safetensors file, whole or not at all.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public void Save(string path) => Model.Save(path, _labels!.Texts);

    /// <summary>Reads what <see cref="Save"/> wrote; it predicts the same, to the bit.</summary>
    /// <exception cref="ModelFileException">The file holds no such model; the message, one line, says why.</exception>
    /// <exception cref="System.IO.IOException">The file is not there or cannot be read.</exception>
    public static SequenceTranslator<TLabel> Load(string path)
    {
        var (model, header) = FittedTranslator.Load(path);
        var labels = LabelSet<TLabel>.FromTexts(header.Labels!) ?? throw ModelFile.Refuse(path, $"its labels are no {typeof(TLabel).Name}, or one stands there twice; load it with the labels' own type.");
        return new(header.Options) { _model = model, _labels = labels };
    }

    FittedTranslator Model => _model ?? throw new NotFittedException();
}
