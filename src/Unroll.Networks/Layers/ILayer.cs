using System.Collections.Generic;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>What a trace is made for.</summary>
public enum TraceMode
{
    /// <summary>Forward passes only; nothing is kept for a backward pass.</summary>
    Inference,

    /// <summary>Forward and backward passes.</summary>
    Training,

    /// <summary>Forward passes only, as in use (nothing is dropped), with the gates of all steps kept for <see cref="Trace{T}.Inspect"/>.</summary>
    Inspection,
}

/// <summary>The largest shape that a trace must take, and what it is for.</summary>
/// <param name="Steps">Most steps, T.</param>
/// <param name="Batch">Most rows at a step, B.</param>
/// <param name="Mode">Forward only, or both passes.</param>
/// <param name="InputGradients">Whether the gradient with respect to the layer's input is wanted.</param>
/// <param name="Threads">Threads of the team that will run it.</param>
/// <param name="Masks">Whether batches may be padded.</param>
public sealed record TraceShape(int Steps, int Batch, TraceMode Mode, bool InputGradients, int Threads, bool Masks = false);

/// <summary>Kinds of rows that a layer can read.</summary>
[System.Flags]
public enum InputKinds
{
    /// <summary>Rows of numbers.</summary>
    Numbers = 1,

    /// <summary>Symbols, which only the first layer of a network can meet.</summary>
    Symbols = 2,
}

/// <summary>A layer of a network: parameters and the way they are applied to sequences. It holds no data of a run; that lives in its trace.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface ILayer<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers (or symbols) it reads at each step.</summary>
    int InputWidth { get; }

    /// <summary>Numbers it writes at each step.</summary>
    int OutputWidth { get; }

    /// <summary>What it can read; either kind, unless a layer says otherwise.</summary>
    InputKinds Reads => InputKinds.Numbers | InputKinds.Symbols;

    /// <summary>
    /// The pieces of the parameters whose gradients its backward pass sets or adds to; none, unless a layer says so. What no layer names counts as final only when the whole pass is over,
    /// so that a layer that says nothing is slower among several processes (<see cref="IGradientListener"/>), but never wrong.
    /// </summary>
    IReadOnlyList<ParameterSegment> Segments => [];

    /// <summary>Most steps that its outputs have where its inputs have at most so many: as many, unless a layer says otherwise.</summary>
    int OutputSteps(int inputSteps) => inputSteps;

    /// <summary>Ties the layer to the network's parameters, in which its segments were planned; once only.</summary>
    /// <exception cref="System.InvalidOperationException">The layer belongs to a network already.</exception>
    void Bind(Parameters<T> parameters);

    /// <summary>Reserves what a trace needs; <see cref="LayerTrace{T}.Bind"/> is called once the memory is there.</summary>
    LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape);
}

/// <summary>One layer's share of a trace: its memory, and its two passes over it.</summary>
/// <typeparam name="T">The number.</typeparam>
public abstract class LayerTrace<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    /// <summary>What the last forward pass wrote.</summary>
    public abstract Sequence<T> Outputs { get; }

    /// <summary>Gradient of the loss with respect to <see cref="Outputs"/>: written by the layer above (or the loss), read by <see cref="Backward"/>. Empty on a trace for inference.</summary>
    public abstract Sequence<T> OutputGradients { get; }

    /// <summary>How <see cref="Outputs"/> lie: as the input did, unless the layer makes other sequences of them (one step of many, for example).</summary>
    public virtual SequencePacking PackingOf(SequencePacking input) => input;

    /// <summary>Where the random masks of the next training pass come from.</summary>
    public NoisePosition Noise { get; set; }

    /// <summary>Where the layer stands and what it is, for messages.</summary>
    internal virtual string Title { get; set; } = "The layer";

    /// <summary>What a layer is, for messages.</summary>
    internal static string KindOf(ILayer<T> layer) => layer.GetType().Name.Split('`')[0];

    /// <summary>Called once, when the workspace is there.</summary>
    public abstract void Bind(Workspace<T> workspace);

    /// <summary>Reads the input, writes <see cref="Outputs"/>.</summary>
    public abstract void Forward(LayerInput<T> input, WorkerTeam team);

    /// <summary>Reads <see cref="OutputGradients"/>; sets the gradients of the layer's parameters, and of its input where <paramref name="inputGradients"/> is not empty.</summary>
    public abstract void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team);
}
