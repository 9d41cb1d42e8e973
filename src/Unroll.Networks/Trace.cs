using System;
using System.Collections.Generic;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks;

/// <summary>
/// Everything that one pass of a network over one batch writes, but for the parameters' gradients. Forward passes on several traces of one network can run at once,
/// each on its own thread and with a team of its own; backward passes all set <see cref="Parameters{T}.Gradients"/> and must take turns.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class Trace<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    readonly LayerTrace<T>[] _layers;

    internal Trace(Network<T> owner, LayerTrace<T>[] layers, TraceShape shape, Workspace<T> workspace, WorkerTeam team)
    {
        Owner = owner;
        _layers = layers;
        Shape = shape;
        Workspace = workspace;
        Team = team;
    }

    /// <summary>The largest shape it takes.</summary>
    public TraceShape Shape { get; }

    /// <summary>The layers' traces, first layer first.</summary>
    public IReadOnlyList<LayerTrace<T>> Layers => _layers;

    /// <summary>What the last layer wrote, <c>[steps, batch, output width]</c>.</summary>
    public Sequence<T> Outputs => _layers[^1].Outputs;

    /// <summary>Where the loss writes its gradient with respect to <see cref="Outputs"/>; empty on a trace for inference, which a loss takes for "the value only".</summary>
    public Sequence<T> OutputGradients => _layers[^1].OutputGradients;

    /// <summary>Bytes of memory held.</summary>
    public unsafe long Bytes => Workspace.Count * sizeof(T);

    internal Network<T> Owner { get; }

    internal Workspace<T> Workspace { get; }

    internal WorkerTeam Team { get; }

    internal LayerInput<T> Input { get; set; }

    internal LayerTrace<T> this[int layer] => _layers[layer];
}
