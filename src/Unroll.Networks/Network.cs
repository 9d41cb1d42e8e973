using System;
using System.Collections.Generic;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks;

/// <summary>Layers in order over one flat set of parameters.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class Network<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    readonly ILayer<T>[] _layers;

    /// <summary>Puts layers together whose segments were planned in <paramref name="plan"/>.</summary>
    /// <exception cref="ArgumentException">There is no layer, or a layer's input is not as wide as the output before it.</exception>
    public Network(ParameterPlan plan, params IReadOnlyList<ILayer<T>> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        for (var i = 1; i < layers.Count; i++)
        {
            if (layers[i].InputWidth != layers[i - 1].OutputWidth)
                throw new ArgumentException($"Layer {i} reads {layers[i].InputWidth} numbers, but layer {i - 1} writes {layers[i - 1].OutputWidth}.", nameof(layers));
        }
        _layers = [.. layers];
        Parameters = new Parameters<T>(plan);
        foreach (var layer in _layers)
            layer.Bind(Parameters);
    }

    /// <summary>All weights and gradients.</summary>
    public Parameters<T> Parameters { get; }

    /// <summary>The layers, first layer first.</summary>
    public IReadOnlyList<ILayer<T>> Layers => _layers;

    /// <summary>Numbers (or symbols) read at each step.</summary>
    public int InputWidth => _layers[0].InputWidth;

    /// <summary>Numbers written at each step.</summary>
    public int OutputWidth => _layers[^1].OutputWidth;

    /// <summary>Draws every segment's first values from streams split off <paramref name="random"/> by the segments' names.</summary>
    public void Initialize(RandomStream random)
    {
        foreach (var segment in Parameters.Segments)
            segment.Initializer.Fill(Parameters.ValuesOf(segment), random.Split(segment.Name));
        Parameters.MarkChanged();
    }

    /// <summary>Takes the memory for passes up to a shape; nothing after this allocates.</summary>
    /// <exception cref="InsufficientMemoryException">The shape needs more memory than there is.</exception>
    public Trace<T> CreateTrace(int steps, int batch, TraceMode mode, WorkerTeam team, bool inputGradients = false)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        var plan = new MemoryPlan();
        var traces = new LayerTrace<T>[_layers.Length];
        for (var i = 0; i < _layers.Length; i++)
            traces[i] = _layers[i].Plan(plan, new TraceShape(steps, batch, mode, inputGradients || i > 0, team.Threads));
        var workspace = new Workspace<T>(plan);
        foreach (var trace in traces)
            trace.Bind(workspace);
        return new Trace<T>(traces, new TraceShape(steps, batch, mode, inputGradients, team.Threads), workspace, team);
    }

    /// <summary>Runs the layers over a batch of at most the trace's shape; the result is in <see cref="Trace{T}.Outputs"/>.</summary>
    /// <exception cref="ArgumentException">The input does not fit the network or the trace.</exception>
    public void Forward(LayerInput<T> input, Trace<T> trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        RequireShape(input, trace.Shape);
        trace.Input = input;
        for (var i = 0; i < _layers.Length; i++)
        {
            trace[i].Forward(input, trace.Team);
            input = new LayerInput<T>(trace[i].Outputs);
        }
    }

    /// <summary>Sets <see cref="Parameters{T}.Gradients"/> from <see cref="Trace{T}.OutputGradients"/> of the last forward pass.</summary>
    /// <param name="trace">The trace of the forward pass.</param>
    /// <param name="inputGradients">Where the gradient with respect to the input goes; empty when it is not wanted.</param>
    public void Backward(Trace<T> trace, Sequence<T> inputGradients = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Shape.Mode != TraceMode.Training)
            throw new InvalidOperationException("This trace was made for inference; make one with TraceMode.Training to run backward.");
        if (!inputGradients.IsEmpty && !trace.Shape.InputGradients)
            throw new InvalidOperationException("This trace was made without input gradients; ask for them when creating it.");
        for (var i = _layers.Length - 1; i >= 0; i--)
        {
            var input = i == 0 ? trace.Input : new LayerInput<T>(trace[i - 1].Outputs);
            trace[i].Backward(input, i == 0 ? inputGradients : trace[i - 1].OutputGradients, trace.Team);
        }
    }

    void RequireShape(LayerInput<T> input, TraceShape shape)
    {
        if (input.Steps < 1 || input.Steps > shape.Steps || input.Batch < 1 || input.Batch > shape.Batch)
            throw new ArgumentException($"The input has {input.Steps} steps of {input.Batch} rows; this trace takes 1 to {shape.Steps} steps of 1 to {shape.Batch} rows.", nameof(input));
        if (!input.IsSymbols && input.Dense.Width != InputWidth)
            throw new ArgumentException($"The input has width {input.Dense.Width}; the network reads width {InputWidth}.", nameof(input));
    }
}
