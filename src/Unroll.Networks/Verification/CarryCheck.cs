using System;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Verification;

/// <summary>Rung 2: ten steps at once give what four and then six give when the state is carried over forward, and its gradient backward.</summary>
static unsafe class CarryCheck
{
    const int Inputs = 3, Hidden = 19, Batch = 4, Steps = 10, Cut = 4;

    /// <summary>The forward bits are equal; the gradients add up to within rounding.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>Checks a cell on a walk.</summary>
    public static LadderResult Run(string cell, Walk walk)
    {
        var meter = new ErrorMeter();
        var plan = new ParameterPlan();
        var layer = new RecurrentLayer<double>(plan, "layer", cell, Inputs, Hidden, new RecurrentOptions { Walk = walk });
        var network = new Network<double>(plan, layer);
        network.Initialize(new RandomStream(5));
        var whole = new Window(network, Steps);
        var (first, second) = (new Window(network, Cut), new Window(network, Steps - Cut));
        whole.Forward(0);
        whole.Backward(0);
        var wanted = network.Parameters.Gradients.ToArray();
        first.Forward(0);
        for (var s = 0; s < layer.Cell.Layout.States; s++)
            second.Layer.InitialState.Set(s, first.Layer.StateAt(Cut, s));
        second.Forward(Cut);
        second.Backward(Cut);
        var found = network.Parameters.Gradients.ToArray();
        for (var s = 0; s < layer.Cell.Layout.States; s++)
            first.Layer.FinalStateGradient.Set(s, second.Layer.InitialStateGradient(s));
        first.Backward(0);
        for (var i = 0; i < found.Length; i++)
            meter.Add(found[i] + network.Parameters.Gradients[i], wanted[i]);
        for (var t = 0; t < Steps; t++)
        {
            for (var row = 0; row < Batch; row++)
                meter.Add(t < Cut ? first.Trace.Outputs[t, row] : second.Trace.Outputs[t - Cut, row], whole.Trace.Outputs[t, row]);
        }
        return new LadderResult(2, $"{cell}: {Steps} steps against {Cut} and {Steps - Cut} with the state carried, {walk.ToString().ToLowerInvariant()} walk", meter.Cases, meter.Worst, Tolerance);
    }

    sealed class Window
    {
        readonly Network<double> _network;
        readonly Workspace<double> _memory;
        readonly Reservation _inputs;
        readonly int _steps;

        public Window(Network<double> network, int steps)
        {
            (_network, _steps) = (network, steps);
            Trace = network.CreateTrace(steps, Batch, TraceMode.Training, WorkerTeam.Single);
            var plan = new MemoryPlan();
            _inputs = plan.Reserve((long)steps * Batch * Inputs);
            _memory = new Workspace<double>(plan);
        }

        public Trace<double> Trace { get; }

        public RecurrentTrace<double> Layer => (RecurrentTrace<double>)Trace.Layers[0];

        public void Forward(int firstStep)
        {
            for (var t = 0; t < _steps; t++)
                Fill(_memory.Span(_inputs).Slice(t * Batch * Inputs, Batch * Inputs), new RandomStream(6).At(firstStep + t));
            _network.Forward(new LayerInput<double>(new Sequence<double>(_memory[_inputs], _steps, Batch, Inputs, Inputs)), Trace);
        }

        public void Backward(int firstStep)
        {
            for (var t = 0; t < _steps; t++)
            {
                var random = new RandomStream(7).At(firstStep + t);
                for (var row = 0; row < Batch; row++)
                    Fill(Trace.OutputGradients[t, row], random);
            }
            _network.Backward(Trace);
        }

        static void Fill(Span<double> numbers, RandomStream random)
        {
            foreach (ref var number in numbers)
                number = random.NextNormal();
        }
    }
}
