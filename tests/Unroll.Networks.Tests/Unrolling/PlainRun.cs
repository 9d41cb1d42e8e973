using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>One recurrent layer on the plain walk, with weights, inputs and states that a test can set by hand.</summary>
sealed unsafe class PlainRun
{
    readonly Network<double> _network;
    readonly Trace<double> _trace;
    readonly PinnedNumbers<double> _inputs;
    readonly PinnedNumbers<double>[] _states;
    readonly int _steps, _batch;

    public PlainRun(Func<ParameterPlan, ILayer<double>> layer, int states, int steps, int batch, TraceMode mode)
    {
        var plan = new ParameterPlan();
        _network = new Network<double>(plan, layer(plan));
        _network.Initialize(new RandomStream(9));
        (_steps, _batch) = (steps, batch);
        _trace = _network.CreateTrace(steps, batch, mode, WorkerTeam.Single, masks: true);
        _trace.Noise = new(5, 6);
        _inputs = PinnedNumbers<double>.Normal(steps * batch * _network.InputWidth, 2);
        _states = [.. Enumerable.Range(0, states).Select(state => PinnedNumbers<double>.Normal(batch * StateWidth(state), (ulong)(3 + state)))];
    }

    public PlainRun(string cell, int inputs, int hidden, int steps, int batch, RecurrentOptions? options = null, TraceMode mode = TraceMode.Training)
        : this(plan => new RecurrentLayer<double>(plan, "rnn", cell, inputs, hidden, (options ?? new()) with { Walk = Walk.Plain }), Networks.Cells.CellCatalog.Find(cell).Layout.States, steps, batch, mode)
    {
    }

    int StateWidth(int state) => state == 0 || _network.Layers[0] is not RecurrentLayer<double> layer ? _network.OutputWidth : layer.Hidden;

    public RecurrentTrace<double> Layer => (RecurrentTrace<double>)_trace.Layers[0];

    public Span<double> Inputs => _inputs.All;

    public Span<double> State(int state) => _states[state].All;

    public Matrix<double> Weights(string kind) => _network.Parameters.ValuesOf(_network.Parameters.Segments.Single(segment => segment.Name == "rnn." + kind));

    public void Fill(string kind, double value)
    {
        for (var row = 0; row < Weights(kind).Rows; row++)
            Weights(kind)[row].Fill(value);
    }

    /// <summary>Every weight that both have, from another layer.</summary>
    public void Take(PlainRun other, params ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
        {
            for (var row = 0; row < Weights(kind).Rows; row++)
                other.Weights(kind)[row].CopyTo(Weights(kind)[row]);
        }
    }

    /// <summary>Outputs, <c>[steps, batch, width]</c> one after another.</summary>
    public double[] Forward(SequenceMask? mask = null)
    {
        for (var state = 0; state < _states.Length; state++)
            Layer.InitialState.Set(state, _states[state].As(1, _batch, StateWidth(state)).Rows);
        _network.Parameters.MarkChanged();
        _network.Forward(new LayerInput<double>(_inputs.As(_steps, _batch, _network.InputWidth)), _trace, mask);
        return [.. Enumerable.Range(0, _steps * _batch).SelectMany(place => _trace.Outputs[place / _batch, place % _batch].ToArray())];
    }
}
