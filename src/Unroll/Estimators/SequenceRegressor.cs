using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>
/// Learns numbers: a row of them for a whole sequence (<see cref="Fit(SequenceSet, IEnumerable{float[]}, CancellationToken)"/>: a forecast, for example), or one for each step
/// (<see cref="FitSteps"/>). The same sequences, values and options give the same answers, to the bit, on any number of threads.
/// </summary>
/// <param name="options">Network and training; the defaults where null.</param>
public sealed class SequenceRegressor(EstimatorOptions? options = null)
{
    const string Kind = "regressor";

    FittedModel? _model;

    /// <summary>Network and training.</summary>
    public EstimatorOptions Options { get; private init; } = options ?? new EstimatorOptions();

    /// <summary>Learns one number for each sequence, from the beginning. Where it fails, what was learnt before stays.</summary>
    /// <inheritdoc cref="Fit(SequenceSet, IEnumerable{float[]}, CancellationToken)"/>
    public FitHistory Fit(SequenceSet sequences, IEnumerable<float> values, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Fit(sequences, values.Select(value => (float[])[value]), cancellation);
    }

    /// <summary>Learns one row of numbers for each sequence, from the beginning. Where it fails, what was learnt before stays.</summary>
    /// <param name="sequences">At least one; more for anything useful.</param>
    /// <param name="values">What to say to each, all equally wide.</param>
    /// <param name="cancellation">Ends training early; what was learnt is kept.</param>
    /// <exception cref="ArgumentException">Sequences or values cannot be learnt from; the message says which and why.</exception>
    /// <exception cref="Training.TrainingDivergedException">Training ran away; the message says what to try.</exception>
    public FitHistory Fit(SequenceSet sequences, IEnumerable<float[]> values, CancellationToken cancellation = default) =>
        Learn(sequences, SequenceTargets<float>.OfValues(LabelChecks.Take(sequences, values, forFit: true)), cancellation);

    /// <summary>Learns one row of numbers for each step of each sequence, from the beginning. Where it fails, what was learnt before stays.</summary>
    /// <inheritdoc cref="Fit(SequenceSet, IEnumerable{float[]}, CancellationToken)"/>
    public FitHistory FitSteps(SequenceSet sequences, IEnumerable<IReadOnlyList<float[]>> values, CancellationToken cancellation = default) =>
        Learn(sequences, SequenceTargets<float>.OfStepValues(LabelChecks.TakeSteps(sequences, values, forFit: true)), cancellation);

    /// <summary>The row of numbers for each sequence, <c>[sequence][value]</c>.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="ArgumentException">The sequences are of another width than those it learnt from.</exception>
    /// <exception cref="InvalidOperationException">It has learnt numbers for each step.</exception>
    public float[][] Predict(SequenceSet sequences) => ModelFor(eachStep: false).Predict(sequences);

    /// <summary>The row of numbers for each step, <c>[sequence][step][value]</c>.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="ArgumentException">The sequences are of another width than those it learnt from.</exception>
    /// <exception cref="InvalidOperationException">It has learnt numbers for whole sequences.</exception>
    public float[][][] PredictSteps(SequenceSet sequences)
    {
        var model = ModelFor(eachStep: true);
        return Array.ConvertAll(model.Predict(sequences), numbers => NetworkOutputs.Rows(numbers, model.Shape.Outputs));
    }

    /// <summary>The coefficient of determination R²: 1 where all is right, 0 for always saying the mean, below 0 for worse. With several values the mean over them.</summary>
    /// <inheritdoc cref="Predict" path="/exception"/>
    public double Score(SequenceSet sequences, IEnumerable<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Score(sequences, values.Select(value => (float[])[value]));
    }

    /// <inheritdoc cref="Score(SequenceSet, IEnumerable{float})"/>
    public double Score(SequenceSet sequences, IEnumerable<float[]> values)
    {
        var wanted = LabelChecks.Take(sequences, values, forFit: false);
        return Determination.Of(Predict(sequences), wanted);
    }

    /// <summary>R² over all steps of all sequences.</summary>
    /// <inheritdoc cref="PredictSteps" path="/exception"/>
    public double ScoreSteps(SequenceSet sequences, IEnumerable<IReadOnlyList<float[]>> values)
    {
        var wanted = LabelChecks.TakeSteps(sequences, values, forFit: false);
        return Determination.Of([.. PredictSteps(sequences).SelectMany(rows => rows)], [.. wanted.SelectMany(rows => rows)]);
    }

    /// <summary>Writes all of it into one safetensors file, whole or not at all.</summary>
    /// <exception cref="NotFittedException">It has learnt nothing yet.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public void Save(string path) => (_model ?? throw new NotFittedException()).Save(path, Kind, null);

    /// <summary>Reads what <see cref="Save"/> wrote; it predicts the same, to the bit.</summary>
    /// <exception cref="ModelFileException">The file holds no such model; the message, one line, says why.</exception>
    /// <exception cref="System.IO.IOException">The file is not there or cannot be read.</exception>
    public static SequenceRegressor Load(string path)
    {
        var (model, header) = FittedModel.Load(path, Kind);
        return new(header.Options) { _model = model };
    }

    FitHistory Learn(SequenceSet sequences, SequenceTargets<float> targets, CancellationToken cancellation)
    {
        Standardisation? standardisation = null;
        if (Options.Standardise)
        {
            var numbers = Enumerable.Range(0, targets.Count).Select(i => targets.ValuesOf(i).ToArray()).ToArray();
            standardisation = Standardisation.Measure(numbers, targets.Width);
            targets = targets.AreOfEachStep
                ? SequenceTargets<float>.OfStepValues(numbers.Select(one => NetworkOutputs.Rows(standardisation.Apply(one), targets.Width)))
                : SequenceTargets<float>.OfValues(numbers.Select(one => standardisation.Apply(one)));
        }
        (_model, var history) = FittedModel.Fit(Options, sequences, targets, standardisation, cancellation);
        return history;
    }

    FittedModel ModelFor(bool eachStep)
    {
        var model = _model ?? throw new NotFittedException();
        return model.Shape.EachStep == eachStep
            ? model
            : throw new InvalidOperationException(eachStep ? "It has learnt one answer for a whole sequence; call Predict or Score." : "It has learnt an answer for each step; call PredictSteps or ScoreSteps.");
    }
}
