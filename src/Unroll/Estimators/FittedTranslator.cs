using System;
using System.Linq;
using System.Threading;
using Unroll.Networks.Translation;
using Unroll.Training.Batching;
using Unroll.Training.Translation;

namespace Unroll;

/// <summary>What a translator has learnt: an encoder-decoder, and how numbers are brought to it. It never changes; a translator that learns anew takes another.</summary>
sealed class FittedTranslator
{
    const string Kind = "translator";

    readonly EstimatorOptions _options;
    readonly ModelShape _shape;
    readonly EncoderDecoder<float> _model;
    readonly Standardisation? _inputs;
    readonly int _longestAnswer;

    FittedTranslator(EstimatorOptions options, ModelShape shape, EncoderDecoder<float> model, Standardisation? inputs, int longestAnswer)
    {
        (_options, _shape, _model, _inputs) = (options, shape, model, inputs);
        _longestAnswer = longestAnswer;
    }

    /// <summary>Learns.</summary>
    /// <param name="options">Network and training.</param>
    /// <param name="sequences">The sources, at least one.</param>
    /// <param name="answers">The classes of each answer.</param>
    /// <param name="cancellation">Ends training early; what was learnt is kept.</param>
    public static (FittedTranslator Model, FitHistory History) Fit(EstimatorOptions options, SequenceSet sequences, SequenceInputs<float> answers, CancellationToken cancellation)
    {
        var shape = new ModelShape(sequences.Width, answers.Width, sequences.AreSymbols, EachStep: false);
        var (inputs, standardisation) = ModelInputs.Learn(sequences, options.Standardise);
        var model = shape.BuildTranslator(options);
        var history = model.Fit(new SequencePairs<float>(inputs, answers), options.ToFit(), null, cancellation);
        return (new FittedTranslator(options, shape, model, standardisation, Enumerable.Range(0, answers.Count).Max(answers.LengthOf)), history);
    }

    /// <summary>The answers to each source, best first.</summary>
    public Hypothesis[][] Translate(SequenceSet sequences, BeamOptions? beam, int? mostSteps)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (mostSteps is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(mostSteps), FormattableString.Invariant($"Answers of at most {mostSteps} steps were asked for; give 1 to 1,000,000."));
        if (sequences.Count == 0)
            return [];
        // Room for twice the longest answer known: one that is longer by then has lost its way.
        var decoding = new DecodingOptions { Start = _shape.Outputs, End = _shape.Outputs, MostSteps = mostSteps ?? Math.Min(2 * _longestAnswer + 1, 1_000_000) };
        return _model.Translate(ModelInputs.Take(sequences, _shape, _inputs), decoding, beam, _options.Threads);
    }

    /// <summary>Writes the model, whole or not at all.</summary>
    public void Save(string path, string[] labels) => ModelFile.Write(path,
        new ModelHeader { Version = ModelHeader.Current, Kind = Kind, Shape = _shape, Options = _options, Labels = labels, Inputs = _inputs, LongestAnswer = _longestAnswer }, _model.Parameters);

    /// <summary>Reads a model.</summary>
    public static (FittedTranslator Model, ModelHeader Header) Load(string path)
    {
        var (header, model) = ModelFile.Read(path, Kind, one => one.Shape.LeastTranslatorParameters(one.Options), one => one.Shape.BuildTranslator(one.Options), one => one.Parameters);
        return (new FittedTranslator(header.Options, header.Shape, model, header.Inputs, header.LongestAnswer!.Value), header);
    }
}
