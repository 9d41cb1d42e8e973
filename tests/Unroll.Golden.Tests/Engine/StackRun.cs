using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Golden.Engine;

/// <summary>Runs a <see cref="StackCase"/> on the engine, forward and backward, in one kind of number and on one walk.</summary>
sealed class StackRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly StackCase _case;
    readonly PinnedMemory<T> _memory = new();
    readonly CellEntry _cell;
    readonly Network<T> _network;
    readonly Trace<T> _trace;

    public StackRun(StackCase stack, Walk walk)
    {
        (_case, _cell) = (stack, CellCatalog.Find(stack.Cell));
        var plan = new ParameterPlan();
        var options = stack.Options with { Walk = walk };
        _network = new Network<T>(plan, [.. Enumerable.Range(0, stack.Layers.Count).Select(layer => StackTopology.NewLayer<T>(plan, layer, stack, options))]);
        ForEach((layer, direction) => Weights(layer, direction).Load(stack.Layers[layer][direction], _network.Parameters));
        _network.Parameters.MarkChanged();
        _trace = _network.CreateTrace(stack.Steps, stack.Batch, TraceMode.Training, WorkerTeam.Single, inputGradients: true, masks: stack.Lengths is not null);
    }

    void ForEach(Action<int, int> visit)
    {
        for (var i = 0; i < _case.Layers.Count * _case.Directions; i++)
            visit(i / _case.Directions, i % _case.Directions);
    }

    LayerWeights Weights(int layer, int direction) => new(_cell, StackTopology.SegmentsOf(layer, direction, _case));

    RecurrentTrace<T> Trace(int layer, int direction) => StackTopology.TraceOf(_trace, layer, direction, _case);

    /// <summary>Runs both passes.</summary>
    public StackResult Run()
    {
        for (var state = 0; state < _cell.Layout.States; state++)
        {
            Set(state, _case.Initial[state], trace => trace.InitialState);
            Set(state, _case.FinalWeights[state], trace => trace.FinalStateGradient);
        }
        var inputs = _memory.NewSequence(_case.Steps, _case.Batch, _network.InputWidth);
        Fill(inputs, _case.Input);
        _network.Forward(new LayerInput<T>(inputs), _trace, _case.Lengths is { } lengths ? SequenceMask.OfLengths(_case.Steps, [.. lengths]) : null);
        var outputs = Read(_trace.Outputs);
        var final = ReadStates((trace, state) => trace.FinalState(state));
        Fill(_trace.OutputGradients, _case.OutputWeights);
        var inputGradients = _memory.NewSequence(_case.Steps, _case.Batch, _network.InputWidth);
        _network.Backward(_trace, inputGradients);
        return new StackResult(outputs, final, Gradients(), Read(inputGradients), ReadStates((trace, state) => trace.InitialStateGradient(state)));
    }

    ForeignLayer[][] Gradients()
    {
        var gradients = PinnedMemory<T>.Read(_network.Parameters.Gradients);
        var layers = _case.Layers.Select(layer => layer.ToArray()).ToArray();
        ForEach((layer, direction) => layers[layer][direction] = Weights(layer, direction).Gradients(layers[layer][direction], _network.Parameters, gradients));
        return layers;
    }

    // [layers · D, B, width], a matrix for each layer and direction; nothing where the case has none.
    void Set(int state, double[]? numbers, Func<RecurrentTrace<T>, StateVectors<T>> vectors)
    {
        if (numbers is null)
            return;
        var width = numbers.Length / (_case.Layers.Count * _case.Directions * _case.Batch);
        ForEach((layer, direction) =>
        {
            var values = _memory.NewMatrix(_case.Batch, width);
            for (var row = 0; row < _case.Batch; row++)
                PinnedMemory<T>.Fill(values[row], numbers.AsSpan(((layer * _case.Directions + direction) * _case.Batch + row) * width, width));
            vectors(Trace(layer, direction)).Set(state, values);
        });
    }

    List<double[]> ReadStates(Func<RecurrentTrace<T>, int, Matrix<T>> read)
    {
        var states = new List<double[]>();
        for (var state = 0; state < _cell.Layout.States; state++)
        {
            var numbers = new List<double>();
            ForEach((layer, direction) => numbers.AddRange(PinnedMemory<T>.Read(read(Trace(layer, direction), state))));
            states.Add([.. numbers]);
        }
        return states;
    }

    void Fill(Sequence<T> target, double[] source)
    {
        for (var i = 0; i < _case.Steps * _case.Batch; i++)
            PinnedMemory<T>.Fill(target[i / _case.Batch, i % _case.Batch], source.AsSpan(i * target.Width, target.Width));
    }

    double[] Read(Sequence<T> source) =>
        [.. Enumerable.Range(0, _case.Steps * _case.Batch).SelectMany(i => PinnedMemory<T>.Read(source[i / _case.Batch, i % _case.Batch]))];
}
