using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>Traces of layers one behind the other, run over some neighbouring steps of a batch at a time.</summary>
sealed unsafe class LayerChain<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ILayer<T>[] _layers;
    readonly LayerTrace<T>[] _traces;
    LayerInput<T> _input;

    /// <exception cref="System.ArgumentException">A layer needs whole sequences.</exception>
    public LayerChain(ILayer<T>[] layers, MemoryPlan plan, TraceShape shape)
    {
        _layers = layers;
        _traces = [.. layers.Select((layer, i) => layer.Plan(plan, shape with { InputGradients = shape.InputGradients || i > 0 }))];
        Packing = new SequencePacking(shape.Steps, shape.Batch, masks: false);
        for (var i = 0; i < layers.Length; i++)
            _traces[i].Title = TitleOf(i, layers[i]);
        Walks = [.. _traces.SelectMany(StepwiseWalks<T>.Of)];
    }

    /// <summary>The walks inside all layers.</summary>
    public RecurrentTrace<T>[] Walks { get; }

    /// <summary>How the rows of the last pass lie.</summary>
    public SequencePacking Packing { get; }

    /// <summary>A row of the last layer's outputs.</summary>
    public T* Output(int place) => _traces[^1].Outputs.Row(0, place);

    /// <summary>The gradient of such a row.</summary>
    public T* OutputGradient(int place) => _traces[^1].OutputGradients.Row(0, place);

    /// <summary>What an inner layer is called where its owner has no name yet.</summary>
    public static string TitleOf(int layer, ILayer<T> inner) => $"Inner layer {layer} ({LayerTrace<T>.KindOf(inner)})";

    /// <summary>Calls the layers by the name of what they are inside.</summary>
    public void NameAfter(string owner)
    {
        for (var i = 0; i < _traces.Length; i++)
            _traces[i].Title = $"{owner}'s inner layer {i} ({LayerTrace<T>.KindOf(_layers[i])})";
    }

    public void Bind(Workspace<T> workspace)
    {
        foreach (var trace in _traces)
            trace.Bind(workspace);
    }

    /// <summary>Takes up some neighbouring steps of a batch.</summary>
    public void Enter(SequencePacking whole, int first, int steps) => Packing.SetPart(whole, first, steps);

    /// <summary>Runs over the steps taken up.</summary>
    /// <param name="rows">Their rows, one for each place.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="noise">Where random masks come from; the same for all steps of a batch.</param>
    /// <param name="team">The threads.</param>
    public void Forward(T* rows, int stride, NoisePosition noise, WorkerTeam team)
    {
        _input = new LayerInput<T>(Packing.ViewOf(rows, _layers[0].InputWidth, stride), Packing);
        var input = _input;
        for (var i = 0; i < _traces.Length; i++)
        {
            var trace = _traces[i];
            trace.Noise = noise.ForPart(i);
            trace.Forward(input, team);
            input = new LayerInput<T>(trace.Outputs, Packing, trace.OutputGradients);
        }
    }

    /// <summary>The way back over the steps of the last forward pass; sets the gradients of the layers' parameters, and of the rows where these are wanted.</summary>
    public void Backward(Sequence<T> inputGradients, WorkerTeam team)
    {
        for (var i = _traces.Length - 1; i >= 0; i--)
        {
            var input = i == 0 ? _input : new LayerInput<T>(_traces[i - 1].Outputs, Packing);
            _traces[i].Backward(input, i == 0 ? inputGradients : _traces[i - 1].OutputGradients, team);
        }
    }
}
