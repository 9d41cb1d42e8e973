using System;
using System.Collections.Generic;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Translation;
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
        _layers = Take(layers);
        Parameters = new Parameters<T>(plan);
        Bind();
    }

    /// <summary>One of several networks over one flat set of parameters.</summary>
    internal Network(Parameters<T> parameters, IReadOnlyList<ILayer<T>> layers)
    {
        _layers = Take(layers);
        Parameters = parameters;
        Bind();
    }

    static ILayer<T>[] Take(IReadOnlyList<ILayer<T>> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        for (var i = 1; i < layers.Count; i++)
            RequireFit(layers[i - 1], TitleOf(layers, i - 1), layers[i], TitleOf(layers, i));
        return [.. layers];
    }

    void Bind()
    {
        foreach (var layer in _layers)
            layer.Bind(Parameters);
        FinalFrom = FinalGradients<T>.After(Parameters, _layers, []);
    }

    /// <summary>
    /// When gradients are final in a backward pass, which goes from the last layer to the first: once layer i is through, those from number <c>FinalFrom[i]</c> of <see cref="Parameters{T}.Gradients"/> on.
    /// The same for every batch.
    /// </summary>
    public IReadOnlyList<int> FinalFrom { get; internal set; } = [];

    /// <summary>The encoder-decoder that this network is the encoder or the decoder of, whose parameters are then its own; null where it stands alone.</summary>
    public EncoderDecoder<T>? PartOf { get; internal set; }

    /// <summary>Refuses a layer that cannot read what another one writes.</summary>
    internal static void RequireFit(ILayer<T> below, string titleBelow, ILayer<T> layer, string title)
    {
        if ((layer.Reads & InputKinds.Numbers) == 0)
            throw new ArgumentException($"{title} reads symbols, but {titleBelow} writes numbers; put it first.", nameof(layer));
        if (layer.InputWidth != below.OutputWidth)
            throw new ArgumentException($"{title} reads {layer.InputWidth} numbers, but {titleBelow} writes {below.OutputWidth}; give both one width.", nameof(layer));
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
    /// <param name="steps">Most steps of a batch, padding included.</param>
    /// <param name="batch">Most rows of a batch.</param>
    /// <param name="mode">Forward only, or both passes.</param>
    /// <param name="team">The threads that run the passes.</param>
    /// <param name="inputGradients">Whether <see cref="Backward"/> will be asked for the gradient of the input.</param>
    /// <param name="masks">Whether batches may be padded.</param>
    public Trace<T> CreateTrace(int steps, int batch, TraceMode mode, WorkerTeam team, bool inputGradients = false, bool masks = false)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        // Kept to an int, so that no sum of sizes below can overflow a long.
        if ((long)steps * batch > int.MaxValue)
            throw new InsufficientMemoryException($"{steps:N0} steps of {batch:N0} rows were asked for; a trace holds at most {int.MaxValue:N0} rows over all steps. Use fewer steps or rows.");
        var plan = new MemoryPlan();
        var traces = PlanLayers(plan, new TraceShape(steps, batch, mode, inputGradients, team.Threads, masks));
        var padding = masks ? new PaddedRows<T>(plan, this, new TraceShape(steps, batch, mode, inputGradients, team.Threads, masks)) : null;
        var workspace = new Workspace<T>(plan);
        foreach (var trace in traces)
            trace.Bind(workspace);
        padding?.Bind(workspace);
        return new Trace<T>(this, traces, new TraceShape(steps, batch, mode, inputGradients, team.Threads, masks), workspace, team, padding);
    }

    // A layer can make more or fewer steps of those that it reads.
    LayerTrace<T>[] PlanLayers(MemoryPlan plan, TraceShape shape)
    {
        var traces = new LayerTrace<T>[_layers.Length];
        var steps = shape.Steps;
        for (var i = 0; i < _layers.Length; i++)
        {
            traces[i] = _layers[i].Plan(plan, shape with { Steps = steps, InputGradients = shape.InputGradients || i > 0 });
            traces[i].Title = TitleOf(i);
            steps = _layers[i].OutputSteps(steps);
            if ((long)steps * shape.Batch > int.MaxValue)
                throw new InsufficientMemoryException($"{TitleOf(i)} writes {steps:N0} steps of {shape.Batch:N0} rows; a trace holds at most {int.MaxValue:N0} rows over all steps. Use fewer steps or rows.");
        }
        return traces;
    }

    string TitleOf(int layer) => TitleOf(_layers, layer);

    static string TitleOf(IReadOnlyList<ILayer<T>> layers, int layer) => $"Layer {layer} ({LayerTrace<T>.KindOf(layers[layer])})";

    /// <summary>Runs the layers over a batch of at most the trace's shape; the result is in <see cref="Trace{T}.Outputs"/>.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="trace">A trace of this network.</param>
    /// <param name="mask">Which steps belong to the sequences; all of them where null. Outputs of the others are zero.</param>
    /// <exception cref="ArgumentException">The input or the mask does not fit the network or the trace, a symbol is not one of the network's, or the trace is another network's.</exception>
    /// <exception cref="InvalidOperationException">A step is masked out and the trace was made for batches without padding.</exception>
    public void Forward(LayerInput<T> input, Trace<T> trace, SequenceMask? mask = null)
    {
        RequireOwn(trace);
        RequireShape(input, mask, trace.Shape);
        if (input.IsSymbols)
            RequireSymbols(input.Symbols, mask);
        trace.Begin(input, mask);
        input = trace.Input;
        for (var i = 0; i < _layers.Length; i++)
        {
            trace[i].Noise = trace.Noise.ForLayer(i);
            trace[i].Forward(input, trace.Team);
            input = new LayerInput<T>(trace[i].Outputs, trace.PackingBefore(i + 1), trace[i].OutputGradients);
        }
        trace.EndForward();
        GC.KeepAlive(trace);   // it owns the memory that the layers' pointers are into
    }

    /// <summary>Sets <see cref="Parameters{T}.Gradients"/> from <see cref="Trace{T}.OutputGradients"/> of the last forward pass.</summary>
    /// <param name="trace">The trace of the forward pass.</param>
    /// <param name="inputGradients">Where the gradient with respect to the input goes, <c>[steps, batch, input width]</c>; empty when it is not wanted. Symbols have none.</param>
    /// <exception cref="ArgumentException">The input's gradient does not have the input's shape, or the trace is another network's.</exception>
    /// <param name="listener">Hears of gradients as they become final; none unless given.</param>
    /// <exception cref="InvalidOperationException">The trace was not made for this, or no forward pass has run on it.</exception>
    public void Backward(Trace<T> trace, Sequence<T> inputGradients = default, IGradientListener? listener = null)
    {
        RequireOwn(trace);
        if (trace.Shape.Mode != TraceMode.Training)
            throw new InvalidOperationException("This trace was made for inference; make one with TraceMode.Training to run backward.");
        if (!inputGradients.IsEmpty && !trace.Shape.InputGradients)
            throw new InvalidOperationException("This trace was made without input gradients; ask for them when creating it.");
        if (!trace.HasRun)
            throw new InvalidOperationException("No forward pass has run on this trace; run Forward before Backward.");
        RequireInputGradients(trace.Packing, inputGradients);
        trace.BeginBackward();
        try
        {
            for (var i = _layers.Length - 1; i >= 0; i--)
            {
                BackwardLayer(trace, i, inputGradients);
                Tell(listener, FinalFrom[i]);
            }
        }
        finally
        {
            Parameters.CloseFrom(int.MaxValue);
        }
        trace.EndBackward(inputGradients);
        GC.KeepAlive(trace);
    }

    static void BackwardLayer(Trace<T> trace, int layer, Sequence<T> inputGradients)
    {
        var input = layer == 0 ? trace.Input : new LayerInput<T>(trace[layer - 1].Outputs, trace.PackingBefore(layer));
        trace[layer].Backward(input, layer == 0 ? trace.PackedInputGradients(inputGradients) : trace[layer - 1].OutputGradients, trace.Team);
    }

    void Tell(IGradientListener? listener, int first)
    {
        if (listener is null)
            return;
        Parameters.CloseFrom(first);
        listener.BecameFinal(first);
    }

    void RequireShape(LayerInput<T> input, SequenceMask? mask, TraceShape shape)
    {
        if (mask is not null && (mask.Steps, mask.Batch) != (input.Steps, input.Batch))
            throw new ArgumentException($"The mask has {mask.Steps} steps of {mask.Batch} rows, the input {input.Steps} of {input.Batch}; give both one shape.", nameof(mask));
        if (input.Steps < 1 || input.Steps > shape.Steps || input.Batch < 1 || input.Batch > shape.Batch)
            throw new ArgumentException($"The input has {input.Steps} steps of {input.Batch} rows; this trace takes 1 to {shape.Steps} steps of 1 to {shape.Batch} rows.", nameof(input));
        if ((_layers[0].Reads & (input.IsSymbols ? InputKinds.Symbols : InputKinds.Numbers)) == 0)   // not HasFlag, which allocates until it is compiled for good
            throw new ArgumentException($"{TitleOf(0)} reads {(input.IsSymbols ? "numbers, and the input is symbols; put an embedding or a recurrent layer first" : "symbols, and the input is numbers; give symbols")}.", nameof(input));
        if (!input.IsSymbols && input.Dense.Width != InputWidth)
            throw new ArgumentException($"The input has width {input.Dense.Width}; {TitleOf(0)} reads width {InputWidth}.", nameof(input));
    }

    void RequireOwn(Trace<T> trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Owner != this)
            throw new ArgumentException("This trace was made by another network; use one made by this network's CreateTrace.", nameof(trace));
    }

    void RequireInputGradients(SequencePacking packing, Sequence<T> gradients)
    {
        if (!gradients.IsEmpty && (gradients.Steps, gradients.Batch, gradients.Width) != (packing.PaddedSteps, packing.Batch, InputWidth))
            throw new ArgumentException($"The input's gradient has shape [{gradients.Steps}, {gradients.Batch}, {gradients.Width}], expected [{packing.PaddedSteps}, {packing.Batch}, {InputWidth}].", nameof(gradients));
    }

    // A symbol is an address of a row of weights: one out of range would read and write other memory. Less than a nanosecond a symbol.
    // What stands at a place that is masked out is nobody's: it is never read.
    unsafe void RequireSymbols(Sequence<int> symbols, SequenceMask? mask)
    {
        if (symbols.Width != 1 || symbols.Stride != 1)
            throw new ArgumentException($"Symbols have width {symbols.Width} and a stride of {symbols.Stride}; one symbol for each step and row, side by side, was expected.", nameof(symbols));
        var all = new ReadOnlySpan<int>(symbols.Data, symbols.Steps * symbols.Batch);
        var count = (uint)InputWidth;
        for (var i = 0; i < all.Length; i++)
        {
            if ((uint)all[i] >= count && (mask is null || mask.Places[i]))
                throw new ArgumentException($"Symbol {all[i]} at step {i / symbols.Batch}, row {i % symbols.Batch} is out of range; this network reads symbols from 0 to {count - 1}.", nameof(symbols));
        }
    }
}
