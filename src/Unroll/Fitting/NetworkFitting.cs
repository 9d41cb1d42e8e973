using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Unroll.Networks;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>Fits networks to sequences, and asks them.</summary>
public static class NetworkFitting
{
    /// <summary>Trains the network on a data set. With the same network, data and options the weights that come out are the same, to the bit, on any number of threads.</summary>
    /// <param name="network">Its weights are changed.</param>
    /// <param name="data">Sequences and what the network should say to them. One target for a whole sequence meets the network's pooled step, or its last one where nothing pools.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="cancellation">Ends training between two steps. That is no error: what was learnt is kept, the best epoch's weights where something validates.</param>
    /// <returns>Losses of every epoch.</returns>
    /// <exception cref="ArgumentException">Network, data and options do not fit together; the message says what does not.</exception>
    /// <exception cref="Training.TrainingDivergedException">Loss, gradient or weights are not finite any more. The weights are then those of the best epoch, where something validates.</exception>
    /// <exception cref="InsufficientMemoryException">The largest batch needs more memory than there is.</exception>
    public static FitHistory Fit<T>(this Network<T> network, SequenceDataset<T> data, FitOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        using var run = FitRun<T>.Of(network, data, options ?? new FitOptions());
        return run.Run(cancellation);
    }

    /// <summary>Trains on one class for each sequence, from 0.</summary>
    /// <inheritdoc cref="Fit{T}(Network{T}, SequenceDataset{T}, FitOptions?, CancellationToken)"/>
    public static FitHistory Fit(this Network<float> network, SequenceSet sequences, IEnumerable<int> classes, FitOptions? options = null, CancellationToken cancellation = default) =>
        network.Fit(Data(sequences, SequenceTargets<float>.OfClasses(classes)), options, cancellation);

    /// <summary>Trains on one class for each step of each sequence, from 0; −1 where a step has none.</summary>
    /// <inheritdoc cref="Fit{T}(Network{T}, SequenceDataset{T}, FitOptions?, CancellationToken)"/>
    public static FitHistory Fit(this Network<float> network, SequenceSet sequences, IEnumerable<IReadOnlyList<int>> classes, FitOptions? options = null, CancellationToken cancellation = default) =>
        network.Fit(Data(sequences, SequenceTargets<float>.OfStepClasses(classes)), options, cancellation);

    /// <summary>Trains on one row of values for each sequence.</summary>
    /// <inheritdoc cref="Fit{T}(Network{T}, SequenceDataset{T}, FitOptions?, CancellationToken)"/>
    public static FitHistory Fit(this Network<float> network, SequenceSet sequences, IEnumerable<float[]> values, FitOptions? options = null, CancellationToken cancellation = default) =>
        network.Fit(Data(sequences, SequenceTargets<float>.OfValues(values)), options, cancellation);

    /// <summary>Trains on one row of values for each step of each sequence.</summary>
    /// <inheritdoc cref="Fit{T}(Network{T}, SequenceDataset{T}, FitOptions?, CancellationToken)"/>
    public static FitHistory Fit(
        this Network<float> network, SequenceSet sequences, IEnumerable<IReadOnlyList<float[]>> values, FitOptions? options = null, CancellationToken cancellation = default) =>
        network.Fit(Data(sequences, SequenceTargets<float>.OfStepValues(values)), options, cancellation);

    /// <summary>What the network writes for each sequence: <c>[sequence][step][output]</c>, with one step where it pools. Each answer depends on its own sequence alone, to the bit.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sequences">What it reads.</param>
    /// <param name="threads">Threads; no bit depends on it.</param>
    /// <exception cref="ArgumentException">The network reads another width.</exception>
    public static float[][][] Predict(this Network<float> network, SequenceSet sequences, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(sequences);
        return sequences.Inputs is not { } inputs
            ? []
            : [.. NetworkOutputs.Of(network, inputs, threads).Select(numbers => NetworkOutputs.Rows(numbers, network.OutputWidth))];
    }

    static SequenceDataset<float> Data(SequenceSet sequences, SequenceTargets<float> targets)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return new(sequences.Inputs ?? throw new ArgumentException("There are no sequences to learn from; give at least one.", nameof(sequences)), targets);
    }
}
