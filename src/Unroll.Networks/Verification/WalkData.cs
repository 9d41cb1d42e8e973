using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Verification;

/// <summary>
/// The memory of a case. What stands at a step of a sequence depends on the row and on how many steps the sequence had before, not on padding;
/// where padding stands there is NaN, in the inputs and in the gradients of the outputs.
/// </summary>
sealed unsafe class WalkData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly WalkCase _case;
    readonly Network<T> _network;
    readonly Trace<T> _trace;
    readonly SequenceMask? _mask;
    readonly Workspace<T> _memory;
    readonly Workspace<int> _symbolMemory;
    readonly Reservation _inputs, _inputGradients, _outputGradients, _states, _stateGradients, _symbols;

    public WalkData(WalkCase @case, Network<T> network, Trace<T> trace, RandomStream random)
    {
        (_case, _network, _trace, _mask) = (@case, network, trace, @case.Mask());
        trace.Noise = WalkCase.Noise;
        var plan = new MemoryPlan();
        long cells = @case.Steps * @case.Batch;
        _inputs = plan.Reserve(cells * @case.Inputs);
        _inputGradients = plan.Reserve(cells * @case.Inputs);
        _outputGradients = plan.Reserve(cells * @case.Outputs);
        _states = plan.Reserve((long)@case.Layers * StateNumbers);
        _stateGradients = plan.Reserve((long)@case.Layers * StateNumbers);
        _memory = new Workspace<T>(plan);
        var symbols = new MemoryPlan();
        _symbols = symbols.Reserve(cells);
        _symbolMemory = new Workspace<int>(symbols);
        Fill(random);
    }

    int States => _case.Layout.States;

    // Of one layer: one state after another, each [B, its own width].
    int StateNumbers => _case.Batch * (_case.Outputs + (States - 1) * _case.Hidden);

    public Span<T> Inputs => _memory.Span(_inputs);

    public Span<T> InitialStates => _memory.Span(_states);

    LayerInput<T> Input => _case.Symbols
        ? new(new Sequence<int>(_symbolMemory[_symbols], _case.Steps, _case.Batch, 1, 1))
        : new(new Sequence<T>(_memory[_inputs], _case.Steps, _case.Batch, _case.Inputs, _case.Inputs));

    Matrix<T> State(Reservation piece, int layer, int state)
    {
        var start = layer * StateNumbers + (state == 0 ? 0 : _case.Batch * (_case.Outputs + (state - 1) * _case.Hidden));
        return new(_memory[piece] + start, _case.Batch, _case.StateWidth(state), _case.StateWidth(state));
    }

    RecurrentTrace<T> Layer(int index) => (RecurrentTrace<T>)_trace.Layers[index];

    Span<T> OutputGradient(int place) => _memory.Span(_outputGradients).Slice(place * _case.Outputs, _case.Outputs);

    Span<T> InputRow(int place) => Inputs.Slice(place * _case.Inputs, _case.Inputs);

    void Fill(RandomStream random)
    {
        FillNormal(_memory.Span(_states), random.Split("states"));
        FillNormal(_memory.Span(_stateGradients), random.Split("state gradients"));
        Inputs.Fill(T.NaN);
        _memory.Span(_outputGradients).Fill(T.NaN);
        for (var row = 0; row < _case.Batch; row++)
        {
            var numbers = random.At(row);
            foreach (var place in PlacesOf(row))
            {
                FillNormal(InputRow(place), numbers);
                FillNormal(OutputGradient(place), numbers);
                _symbolMemory.Span(_symbols)[place] = numbers.NextInt32(_case.Inputs);
            }
        }
    }

    static void FillNormal(Span<T> numbers, RandomStream random)
    {
        foreach (ref var number in numbers)
            number = T.CreateTruncating(random.NextNormal());
    }

    // The places of a sequence's own steps in the caller's batch, first step first.
    List<int> PlacesOf(int row)
    {
        var places = new List<int>();
        for (var t = 0; t < _case.Steps; t++)
        {
            if (_mask is null || _mask[t, row])
                places.Add(t * _case.Batch + row);
        }
        return places;
    }

    Span<T> Output(int place) => _trace.Outputs[place / _case.Batch, place % _case.Batch];

    /// <summary>Forward and backward.</summary>
    public void Pass()
    {
        Forward();
        for (var place = 0; place < _case.Steps * _case.Batch; place++)
            OutputGradient(place).CopyTo(_trace.OutputGradients[place / _case.Batch, place % _case.Batch]);
        _network.Backward(_trace, new Sequence<T>(_memory[_inputGradients], _case.Steps, _case.Batch, _case.Inputs, _case.Inputs));
        GC.KeepAlive(this);   // a backward pass reads and writes memory of this object, of which nobody may need anything else
    }

    /// <summary>Forward alone.</summary>
    public void Forward()
    {
        for (var layer = 0; layer < _case.Layers; layer++)
        {
            Layer(layer).InitialState.Reset();
            for (var state = 0; state < States; state++)
            {
                if (_case.Variant.GivesStates)
                    Layer(layer).InitialState.Set(state, State(_states, layer, state));
                Layer(layer).FinalStateGradient.Set(state, State(_stateGradients, layer, state));
            }
        }
        _network.Forward(Input, _trace, _mask);
        GC.KeepAlive(this);   // the views are into memory of this object
    }

    /// <summary>The loss whose gradients the backward pass gives: outputs and final states, each times the gradient that was handed in.</summary>
    public double Loss()
    {
        Forward();
        var loss = 0.0;
        for (var row = 0; row < _case.Batch; row++)
        {
            foreach (var place in PlacesOf(row))
                loss += Dot(Output(place), OutputGradient(place));
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

    /// <summary>Outputs, sequence by sequence and step by step, then final states.</summary>
    public double[] ForwardResults()
    {
        var numbers = new List<double>();
        for (var row = 0; row < _case.Batch; row++)
        {
            foreach (var place in PlacesOf(row))
                Add(numbers, Output(place));
        }
        for (var layer = 0; layer < _case.Layers; layer++)
        {
            for (var state = 0; state < States; state++)
                AddRows(numbers, Layer(layer).FinalState(state));
        }
        return [.. numbers];
    }

    /// <summary>Everything the passes gave; nothing of it knows of padding.</summary>
    public double[] Results()
    {
        var numbers = new List<double>(ForwardResults());
        Add(numbers, _network.Parameters.Gradients);
        for (var row = 0; !_case.Symbols && row < _case.Batch; row++)
        {
            foreach (var place in PlacesOf(row))
                Add(numbers, InputGradients.Slice(place * _case.Inputs, _case.Inputs));
        }
        numbers.AddRange(InitialStateGradients());
        return [.. numbers];
    }

    /// <summary>Outputs and gradients of inputs where padding stands: all of them should be zero.</summary>
    public double[] PaddingResults()
    {
        var numbers = new List<double>();
        for (var place = 0; _mask is not null && place < _case.Steps * _case.Batch; place++)
        {
            if (_mask[place / _case.Batch, place % _case.Batch])
                continue;
            Add(numbers, Output(place));
            if (!_case.Symbols)
                Add(numbers, InputGradients.Slice(place * _case.Inputs, _case.Inputs));
        }
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
