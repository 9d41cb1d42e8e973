using System;
using System.Threading;
using Unroll.Networks;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>What an estimator has learnt: a network, and how numbers are brought to it and back. It never changes; an estimator that learns anew takes another.</summary>
sealed class FittedModel
{
    readonly EstimatorOptions _options;
    readonly Network<float> _network;

    FittedModel(EstimatorOptions options, ModelShape shape, Network<float> network)
    {
        _options = options;
        _network = network;
        Shape = shape;
    }

    /// <summary>What the network reads and writes.</summary>
    public ModelShape Shape { get; }

    /// <summary>How inputs are standardised; null where they are not.</summary>
    public Standardisation? Inputs { get; private init; }

    /// <summary>How values were standardised; null where they were not.</summary>
    public Standardisation? Values { get; private init; }

    /// <summary>Learns.</summary>
    /// <param name="options">Network and training.</param>
    /// <param name="sequences">The training sequences, at least one.</param>
    /// <param name="targets">What to learn.</param>
    /// <param name="values">How the targets were standardised; null where they were not.</param>
    /// <param name="cancellation">Ends training early; what was learnt is kept.</param>
    public static (FittedModel Model, FitHistory History) Fit(
        EstimatorOptions options, SequenceSet sequences, SequenceTargets<float> targets, Standardisation? values, CancellationToken cancellation)
    {
        var shape = new ModelShape(sequences.Width, targets.Width, sequences.AreSymbols, targets.AreOfEachStep);
        var (inputs, standardisation) = ModelInputs.Learn(sequences, options.Standardise);
        var data = new SequenceDataset<float>(inputs, targets);
        var network = shape.Build(options);
        var history = network.Fit(data, options.ToFit(), cancellation);
        return (new FittedModel(options, shape, network) { Inputs = standardisation, Values = values }, history);
    }

    /// <summary>The network's outputs for each sequence, <c>[steps · outputs]</c> or <c>[outputs]</c>; not standardised any more. Each depends on its own sequence alone, to the bit.</summary>
    public float[][] Predict(SequenceSet sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0)
            return [];
        var inputs = ModelInputs.Take(sequences, Shape, Inputs);
        var outputs = NetworkOutputs.Of(_network, inputs, _options.Threads);
        if (Values is { } values)
        {
            foreach (var numbers in outputs)
                values.Undo(numbers);
        }
        return outputs;
    }

    /// <summary>Writes the model, whole or not at all.</summary>
    public void Save(string path, string kind, string[]? labels) =>
        ModelFile.Write(path, new ModelHeader { Version = ModelHeader.Current, Kind = kind, Shape = Shape, Options = _options, Labels = labels, Inputs = Inputs, Values = Values }, _network.Parameters);

    /// <summary>Reads a model of a kind.</summary>
    public static (FittedModel Model, ModelHeader Header) Load(string path, string kind)
    {
        var (header, network) = ModelFile.Read(path, kind, header => header.Shape.LeastParameters(header.Options), header => header.Shape.Build(header.Options), network => network.Parameters);
        return (new FittedModel(header.Options, header.Shape, network) { Inputs = header.Inputs, Values = header.Values }, header);
    }
}
