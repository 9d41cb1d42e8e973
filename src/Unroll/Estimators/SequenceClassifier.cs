using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>Learns to tell one label for a whole sequence. The same sequences, labels and options give the same answers, to the bit, on any number of threads.</summary>
/// <typeparam name="TLabel">The label: text, a number, a truth value, an enumeration.</typeparam>
/// <param name="options">Network and training; the defaults where null.</param>
public sealed class SequenceClassifier<TLabel>(EstimatorOptions? options = null)
    where TLabel : notnull, IComparable, IConvertible
{
    const string Kind = "classifier";

    FittedModel? _model;
    LabelSet<TLabel>? _labels;

    /// <summary>Network and training.</summary>
    public EstimatorOptions Options { get; private init; } = options ?? new EstimatorOptions();

    /// <summary>The labels it knows, in ascending order; the order of the probabilities.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    public IReadOnlyList<TLabel> Labels => (_labels ?? throw new NotFittedException()).All;

    /// <summary>Learns, from the beginning. Where it fails, what was learnt before stays.</summary>
    /// <param name="sequences">At least one; more for anything useful.</param>
    /// <param name="labels">One for each sequence, at least two different ones.</param>
    /// <param name="cancellation">Ends training early; what was learnt is kept.</param>
    /// <exception cref="ArgumentException">Sequences or labels cannot be learnt from; the message says which and why.</exception>
    /// <exception cref="Training.TrainingDivergedException">Training ran away; the message says what to try.</exception>
    public FitHistory Fit(SequenceSet sequences, IEnumerable<TLabel> labels, CancellationToken cancellation = default)
    {
        var given = LabelChecks.Take(sequences, labels, forFit: true);
        var known = LabelSet<TLabel>.From(given);
        var targets = SequenceTargets<float>.OfClasses(given.Select(known.ClassOf), known.All.Count);
        (_model, var history) = FittedModel.Fit(Options, sequences, targets, null, cancellation);
        _labels = known;
        return history;
    }

    /// <summary>The most likely label of each sequence.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="ArgumentException">The sequences are of another width than those it learnt from.</exception>
    public TLabel[] Predict(SequenceSet sequences)
    {
        var labels = _labels ?? throw new NotFittedException();
        return Array.ConvertAll(Model.Predict(sequences), row => labels[LabelChecks.Largest(row)]);
    }

    /// <summary>The probability of each label for each sequence, <c>[sequence][label]</c> in the order of <see cref="Labels"/>.</summary>
    /// <inheritdoc cref="Predict" path="/exception"/>
    public float[][] PredictProbabilities(SequenceSet sequences)
    {
        var rows = Model.Predict(sequences);
        foreach (var row in rows)
            Softmax.Apply(row, row.Length);
        return rows;
    }

    /// <summary>The share of sequences whose label is predicted right, from 0 to 1. A label that it never learnt counts as wrong.</summary>
    /// <inheritdoc cref="Predict" path="/exception"/>
    public double Score(SequenceSet sequences, IEnumerable<TLabel> labels)
    {
        var wanted = LabelChecks.Take(sequences, labels, forFit: false);
        return Predict(sequences).Zip(wanted).Count(pair => pair.First.Equals(pair.Second)) / (double)wanted.Count;
    }

    /// <summary>Writes all of it into one safetensors file, whole or not at all.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public void Save(string path) => Model.Save(path, Kind, _labels!.Texts);

    /// <summary>Reads what <see cref="Save"/> wrote; it predicts the same, to the bit.</summary>
    /// <exception cref="ModelFileException">The file holds no such model; the message, one line, says why.</exception>
    /// <exception cref="System.IO.IOException">The file is not there or cannot be read.</exception>
    public static SequenceClassifier<TLabel> Load(string path)
    {
        var (model, header) = FittedModel.Load(path, Kind);
        var labels = LabelSet<TLabel>.FromTexts(header.Labels!) ?? throw ModelFile.Refuse(path, $"its labels are no {typeof(TLabel).Name}, or one stands there twice; load it with the labels' own type.");
        return new(header.Options) { _model = model, _labels = labels };
    }

    FittedModel Model => _model ?? throw new NotFittedException();
}
