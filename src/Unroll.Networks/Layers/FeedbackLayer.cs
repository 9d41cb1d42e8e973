using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Layers;

/// <summary>
/// A closed loop, <c>[T, B, W]</c> to <c>[T, B, W]</c>: layers that write as many numbers as they read, and from some step on read what they wrote at the step before.
/// With f the inner layers and their states, y(t) = f(x(t)) for the first steps given, then y(t) = f(y(t − 1)); what the input holds at those later steps is not read.
/// Each sequence is as long as its input, and gradients flow back through what was fed back, to the inputs given (back-propagation through the whole loop; free-running or
/// autoregressive, in the words of the field).
/// </summary>
/// <remarks>
/// One to many: <see cref="RepeatLayer{T}"/> makes steps of one vector, of which the loop reads the first. A step that is fed back is walked by itself, and once more on the way back,
/// so that memory holds the outputs and states of all steps and the rest of one.
/// </remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class FeedbackLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ILayer<T>[] _layers;
    Parameters<T>? _parameters;

    /// <summary>Makes the inner layers and closes the loop over them.</summary>
    /// <param name="plan">The network's parameters.</param>
    /// <param name="create">Makes the inner layers, first layer first, planning all their parameters in the plan that it is given; called once.</param>
    /// <param name="given">First steps of each sequence that are read from the input, at least 1.</param>
    /// <exception cref="ArgumentException">There is no layer, one does not fit the next or the last the first, or one needs whole sequences; the message names it.</exception>
    public FeedbackLayer(ParameterPlan plan, Func<ParameterPlan, IReadOnlyList<ILayer<T>>> create, int given = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given);
        var first = plan.Count;
        _layers = [.. create(plan)];
        (FirstParameter, ParameterCount, Given) = (first, plan.Count - first, given);
        RequireLoop();
        // Refuses what cannot go on step by step while its maker still stands there.
        _ = new LayerChain<T>(_layers, new MemoryPlan(), new TraceShape(1, 1, TraceMode.Inference, InputGradients: false, Threads: 1));
    }

    /// <summary>The inner layers, first layer first.</summary>
    public IReadOnlyList<ILayer<T>> Layers => _layers;

    /// <summary>First steps of each sequence that are read from the input.</summary>
    public int Given { get; }

    /// <inheritdoc/>
    public int InputWidth => _layers[0].InputWidth;

    /// <inheritdoc/>
    public int OutputWidth => _layers[^1].OutputWidth;

    /// <inheritdoc/>
    public InputKinds Reads => InputKinds.Numbers;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterSegment> Segments => [.. _layers.SelectMany(layer => layer.Segments)];

    /// <inheritdoc/>
    public void Bind(Parameters<T> parameters)
    {
        _parameters = parameters;
        foreach (var layer in _layers)
            layer.Bind(parameters);
    }

    /// <inheritdoc/>
    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shape);
        return new FeedbackTrace<T>(this, plan, shape);
    }

    // The inner layers' parameters lie side by side in the flat vectors, since nothing else is planned while they are made.
    internal int FirstParameter { get; }

    internal int ParameterCount { get; }

    internal Parameters<T> Parameters => _parameters ?? throw new InvalidOperationException("The layer belongs to no network yet.");

    /// <summary>Gradients of the inner layers' parameters.</summary>
    internal Span<T> Gradients => Parameters.Gradients.Slice(FirstParameter, ParameterCount);

    void RequireLoop()
    {
        if (_layers.Length == 0)
            throw new ArgumentException("A closed loop needs at least one inner layer.");
        for (var i = 0; i < _layers.Length; i++)
        {
            if (HasForeignWeights(_layers[i]))
                throw new ArgumentException($"{TitleOf(i)} has the weights of a layer outside the loop; use one with weights of its own.");
            if (i > 0)
                Network<T>.RequireFit(_layers[i - 1], TitleOf(i - 1), _layers[i], TitleOf(i));
        }
        if ((_layers[0].Reads & InputKinds.Numbers) == 0)
            throw new ArgumentException($"{TitleOf(0)} reads symbols, and numbers are fed back to it; put it before the loop.");
        if (OutputWidth != InputWidth)
            throw new ArgumentException($"{TitleOf(0)} reads {InputWidth} numbers, but {TitleOf(_layers.Length - 1)}, which is fed back to it, writes {OutputWidth}; give both one width.");
    }

    static bool HasForeignWeights(ILayer<T> layer) => layer is TiedDenseLayer<T> || layer is ResidualLayer<T> residual && HasForeignWeights(residual.Inner);

    string TitleOf(int layer) => LayerChain<T>.TitleOf(layer, _layers[layer]);
}
