using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Golden;

/// <summary>Cases of <c>torch.nn.RNN</c>, <c>LSTM</c> and <c>GRU</c>: a stack of layers with initial states, and a loss that weighs outputs and final states.</summary>
sealed class StackCheck<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly GoldenCase _golden;
    readonly Comparison _comparison;
    readonly PinnedMemory<T> _memory = new();
    readonly CellEntry _cell;
    readonly Network<T> _network;
    readonly Trace<T> _trace;
    readonly TorchLayer[] _layers;
    readonly int _steps, _batch, _hidden;
    readonly bool _batchFirst;

    public StackCheck(GoldenCase golden, string cell, Walk walk, Comparison comparison)
    {
        (_golden, _comparison) = (golden, comparison);
        (_steps, _batch, _hidden, _batchFirst) = (golden.Steps, golden.Batch, golden.Argument("hidden_size"), golden.Switch("batch_first"));
        _cell = CellCatalog.Find(cell);
        var plan = new ParameterPlan();
        var options = new RecurrentOptions { Walk = walk, HasBias = golden.Switch("bias") };
        var count = golden.Argument("num_layers");
        var layers = Enumerable.Range(0, count).Select(i => (ILayer<T>)new RecurrentLayer<T>(plan, $"{i}", cell, i == 0 ? golden.Argument("input_size") : _hidden, _hidden, options));
        _network = new Network<T>(plan, [.. layers]);
        _layers = [.. Enumerable.Range(0, count).Select(i => new TorchLayer(_cell, $"{i}", $"l{i}"))];
        foreach (var layer in _layers)
            layer.Load(golden, _network.Parameters);
        _network.Parameters.MarkChanged();
        _trace = _network.CreateTrace(_steps, _batch, TraceMode.Training, WorkerTeam.Single, inputGradients: true);
    }

    static readonly string[] s_states = ["h", "c"];

    IEnumerable<(int Index, string Name)> States => s_states.Take(_cell.Layout.States).Select((name, index) => (index, name));

    RecurrentTrace<T> Layer(int index) => (RecurrentTrace<T>)_trace.Layers[index];

    /// <summary>Runs both passes and compares all there is.</summary>
    public void Run()
    {
        var inputs = NewSequence("input", _network.InputWidth);
        foreach (var (state, name) in States)
        {
            SetStates(name + "0", (layer, values) => Layer(layer).InitialState.Set(state, values));
            SetStates($"loss_w.{name}n", (layer, values) => Layer(layer).FinalStateGradient.Set(state, values));
        }
        _network.Forward(new LayerInput<T>(inputs), _trace);
        RequireOutputs();
        Fill(_trace.OutputGradients, _golden.Numbers("loss_w.output"));
        var inputGradients = _memory.NewSequence(_steps, _batch, _network.InputWidth);
        _network.Backward(_trace, inputGradients);
        RequireGradients(inputGradients);
    }

    void RequireOutputs()
    {
        var loss = Weighted("output", Read(_trace.Outputs));
        foreach (var (state, name) in States)
            loss += Weighted(name + "n", [.. Enumerable.Range(0, _layers.Length).SelectMany(layer => PinnedMemory<T>.Read(Layer(layer).StateAt(_steps, state)))]);
        _comparison.Require("loss", _golden.Numbers("loss"), [loss]);
    }

    // Compares a result and gives its part of the loss.
    double Weighted(string tensor, double[] found)
    {
        _comparison.Require(tensor, _golden.Numbers(tensor), found);
        return found.Zip(_golden.Numbers("loss_w." + tensor), (number, weight) => number * weight).Sum();
    }

    void RequireGradients(Sequence<T> inputGradients)
    {
        var gradients = PinnedMemory<T>.Read(_network.Parameters.Gradients);
        foreach (var layer in _layers)
            layer.RequireGradients(_golden, _network.Parameters, gradients, _comparison);
        _comparison.Require("grad.input", _golden.Numbers("grad.input"), Read(inputGradients));
        foreach (var (state, name) in States.Where(state => _golden.Has($"grad.{state.Name}0")))
        {
            _comparison.Require($"grad.{name}0", _golden.Numbers($"grad.{name}0"),
                [.. Enumerable.Range(0, _layers.Length).SelectMany(layer => PinnedMemory<T>.Read(Layer(layer).InitialStateGradient(state)))]);
        }
    }

    // [layers, B, H], one matrix for each layer; nothing where the case has none.
    void SetStates(string tensor, Action<int, Matrix<T>> set)
    {
        if (!_golden.Has(tensor))
            return;
        var numbers = _golden.Numbers(tensor).AsSpan();
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var values = _memory.NewMatrix(_batch, _hidden);
            for (var row = 0; row < _batch; row++)
                PinnedMemory<T>.Fill(values[row], numbers[((layer * _batch + row) * _hidden)..]);
            set(layer, values);
        }
    }

    Sequence<T> NewSequence(string tensor, int width)
    {
        var sequence = _memory.NewSequence(_steps, _batch, width);
        Fill(sequence, _golden.Numbers(tensor));
        return sequence;
    }

    int Place(int step, int row) => _batchFirst ? row * _steps + step : step * _batch + row;

    void Fill(Sequence<T> target, ReadOnlySpan<double> source)
    {
        for (var i = 0; i < _steps * _batch; i++)
            PinnedMemory<T>.Fill(target[i / _batch, i % _batch], source[(Place(i / _batch, i % _batch) * target.Width)..]);
    }

    double[] Read(Sequence<T> source)
    {
        var numbers = new double[_steps * _batch * source.Width];
        for (var i = 0; i < _steps * _batch; i++)
            PinnedMemory<T>.Read(source[i / _batch, i % _batch]).CopyTo(numbers, Place(i / _batch, i % _batch) * source.Width);
        return numbers;
    }
}
