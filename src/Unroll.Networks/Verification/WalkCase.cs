using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Verification;

/// <summary>A shape to run a recurrent layer (or a stack) on, with random weights, states, inputs and gradients that depend on the seed alone.</summary>
/// <param name="Cell">Name of the cell.</param>
/// <param name="Inputs">I.</param>
/// <param name="Hidden">H.</param>
/// <param name="Steps">T.</param>
/// <param name="Batch">B.</param>
/// <param name="Layers">Layers, each of H units.</param>
/// <param name="Symbols">Whether the input is symbols rather than dense rows.</param>
/// <param name="HasBias">Whether the layers have biases.</param>
sealed record WalkCase(string Cell, int Inputs, int Hidden, int Steps, int Batch, int Layers = 1, bool Symbols = false, bool HasBias = true)
{
    const ulong Seed = 20;

    /// <summary>Everything the passes give: outputs, final states, gradients of parameters, inputs and initial states, one after another.</summary>
    public double[] Run<T>(Walk walk, LaneWidth width, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var team = new WorkerTeam(threads);
        var network = Build<T>(walk, width);
        var trace = network.CreateTrace(Steps + 1, Batch + 1, TraceMode.Training, team, inputGradients: true);
        var data = new WalkData<T>(this, network, trace, new RandomStream(Seed).Split("data"));
        // Twice: nothing of a first pass may show in a second.
        data.Pass();
        data.Pass();
        return data.Results();
    }

    /// <summary>The network of the case, with random biases so that none of them can hide.</summary>
    public Network<T> Build<T>(Walk walk, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var options = new RecurrentOptions { Walk = walk, Width = width, HasBias = HasBias, Bias = new Uniform(-1, 1) };
        var layers = Enumerable.Range(0, Layers).Select(i => (ILayer<T>)new RecurrentLayer<T>(plan, $"layers.{i}", Cell, i == 0 ? Inputs : Hidden, Hidden, options));
        var network = new Network<T>(plan, [.. layers]);
        network.Initialize(new RandomStream(Seed));
        return network;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cell} {Hidden} units, {Inputs} {(Symbols ? "symbols" : "inputs")}, {Steps} steps × {Batch} rows, {Layers} layers{(HasBias ? "" : ", no bias")}";
}

/// <summary>The memory of a case.</summary>
sealed unsafe class WalkData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly WalkCase _case;
    readonly Network<T> _network;
    readonly Trace<T> _trace;
    readonly Workspace<T> _memory;
    readonly Workspace<int> _symbolMemory;
    readonly Reservation _inputs, _inputGradients, _outputGradients, _states, _stateGradients, _symbols;

    public WalkData(WalkCase @case, Network<T> network, Trace<T> trace, RandomStream random)
    {
        (_case, _network, _trace) = (@case, network, trace);
        var plan = new MemoryPlan();
        long cells = @case.Steps * @case.Batch;
        _inputs = plan.Reserve(cells * @case.Inputs);
        _inputGradients = plan.Reserve(cells * @case.Inputs);
        _outputGradients = plan.Reserve(cells * @case.Hidden);
        _states = plan.Reserve((long)@case.Layers * States * @case.Batch * @case.Hidden);
        _stateGradients = plan.Reserve((long)@case.Layers * States * @case.Batch * @case.Hidden);
        _memory = new Workspace<T>(plan);
        var symbols = new MemoryPlan();
        _symbols = symbols.Reserve(cells);
        _symbolMemory = new Workspace<int>(symbols);
        foreach (var piece in (ReadOnlySpan<Reservation>)[_inputs, _outputGradients, _states, _stateGradients])
        {
            foreach (ref var number in _memory.Span(piece))
                number = T.CreateTruncating(random.NextNormal());
        }
        foreach (ref var symbol in _symbolMemory.Span(_symbols))
            symbol = random.NextInt32(@case.Inputs);
    }

    int States => ((RecurrentLayer<T>)_network.Layers[0]).Cell.Layout.States;

    public Span<T> Inputs => _memory.Span(_inputs);

    public Span<T> InitialStates => _memory.Span(_states);

    LayerInput<T> Input => _case.Symbols
        ? new(new Sequence<int>(_symbolMemory[_symbols], _case.Steps, _case.Batch, 1, 1))
        : new(new Sequence<T>(_memory[_inputs], _case.Steps, _case.Batch, _case.Inputs, _case.Inputs));

    Matrix<T> State(Reservation piece, int layer, int state) =>
        new(_memory[piece] + (nint)(layer * States + state) * _case.Batch * _case.Hidden, _case.Batch, _case.Hidden, _case.Hidden);

    RecurrentTrace<T> Layer(int index) => (RecurrentTrace<T>)_trace.Layers[index];

    /// <summary>Forward and backward.</summary>
    public void Pass()
    {
        Forward();
        for (var t = 0; t < _case.Steps; t++)
        {
            for (var row = 0; row < _case.Batch; row++)
                _memory.Span(_outputGradients).Slice((t * _case.Batch + row) * _case.Hidden, _case.Hidden).CopyTo(_trace.OutputGradients[t, row]);
        }
        _network.Backward(_trace, new Sequence<T>(_memory[_inputGradients], _case.Steps, _case.Batch, _case.Inputs, _case.Inputs));
    }

    /// <summary>Forward alone.</summary>
    public void Forward()
    {
        for (var layer = 0; layer < _case.Layers; layer++)
        {
            for (var state = 0; state < States; state++)
            {
                Layer(layer).InitialState.Set(state, State(_states, layer, state));
                Layer(layer).FinalStateGradient.Set(state, State(_stateGradients, layer, state));
            }
        }
        _network.Forward(Input, _trace);
        GC.KeepAlive(this);   // the views are into memory of this object
    }

    /// <summary>The loss whose gradients the backward pass gives: outputs and final states, each times the gradient that was handed in.</summary>
    public double Loss()
    {
        Forward();
        var loss = 0.0;
        for (var t = 0; t < _case.Steps; t++)
        {
            for (var row = 0; row < _case.Batch; row++)
                loss += Dot(_trace.Outputs[t, row], _memory.Span(_outputGradients).Slice((t * _case.Batch + row) * _case.Hidden, _case.Hidden));
        }
        for (var layer = 0; layer < _case.Layers; layer++)
        {
            for (var state = 0; state < States; state++)
            {
                for (var row = 0; row < _case.Batch; row++)
                    loss += Dot(Layer(layer).FinalState(state)[row], State(_stateGradients, layer, state)[row]);
            }
        }
        return loss;
    }

    static double Dot(Span<T> left, Span<T> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += double.CreateChecked(left[i]) * double.CreateChecked(right[i]);
        return sum;
    }

    /// <summary>Gradient of each input, after <see cref="Pass"/>.</summary>
    public Span<T> InputGradients => _memory.Span(_inputGradients);

    /// <summary>Gradients of the initial states, in the order of <see cref="InitialStates"/>.</summary>
    public double[] InitialStateGradients()
    {
        var numbers = new List<double>();
        for (var layer = 0; layer < _case.Layers; layer++)
        {
            for (var state = 0; state < States; state++)
                AddRows(numbers, Layer(layer).InitialStateGradient(state));
        }
        return [.. numbers];
    }

    /// <summary>Everything the passes gave.</summary>
    public double[] Results()
    {
        var numbers = new List<double>();
        AddRows(numbers, _trace.Outputs.Rows);
        for (var layer = 0; layer < _case.Layers; layer++)
        {
            for (var state = 0; state < States; state++)
                AddRows(numbers, Layer(layer).FinalState(state));
        }
        Add(numbers, _network.Parameters.Gradients);
        if (!_case.Symbols)
            Add(numbers, InputGradients);
        numbers.AddRange(InitialStateGradients());
        return [.. numbers];
    }

    static void AddRows(List<double> numbers, Matrix<T> rows)
    {
        for (var row = 0; row < rows.Rows; row++)
            Add(numbers, rows[row]);
    }

    static void Add(List<double> numbers, Span<T> values)
    {
        foreach (var value in values)
            numbers.Add(double.CreateChecked(value));
    }
}
