using System;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
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
    const int Inputs = 3, Hidden = 19, Batch = 5, Steps = 10, Cut = 4;

    // With padding: an empty row, one that ends in the first window, one that ends with it, one that goes on, one that is full.
    static readonly int[] s_lengths = [0, 3, 4, 7, 10];

    /// <summary>The forward bits are equal; the gradients add up to within rounding.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>Checks a cell on a walk.</summary>
    public static LadderResult Run(string cell, Walk walk) => Run(new WalkCase(cell, Inputs, Hidden, Steps, Batch), walk);

    /// <summary>Checks a cell with something asked of it.</summary>
    public static LadderResult Run(string cell, Walk walk, WalkVariant variant, IWalkLayers? source = null) =>
        Run(new WalkCase(cell, Inputs, Hidden, Steps, Batch) { Variant = variant, Source = source, Lengths = s_lengths }, walk);

    static LadderResult Run(WalkCase shape, Walk walk)
    {
        // Masks that are drawn for each step are not those of another window: then only use, where nothing is drawn, can be carried.
        var mode = shape.Variant.DrawsForEachStep ? TraceMode.Inference : TraceMode.Training;
        var meter = new ErrorMeter();
        var network = shape.Build<double>(walk, LaneWidths.Widest);
        var whole = new Window(shape, network, mode, 0, Steps);
        var (first, second) = (new Window(shape, network, mode, 0, Cut), new Window(shape, network, mode, Cut, Steps - Cut));
        whole.Forward();
        first.Forward();
        for (var s = 0; s < shape.Layout.States; s++)
            second.Layer.InitialState.Set(s, first.Layer.FinalState(s));
        second.Forward();
        for (var t = 0; t < Steps; t++)
        {
            for (var row = 0; row < Batch; row++)
                meter.Add(t < Cut ? first.Trace.Outputs[t, row] : second.Trace.Outputs[t - Cut, row], whole.Trace.Outputs[t, row]);
        }
        if (mode == TraceMode.Training)
            CompareGradients(shape, network, whole, first, second, meter);
        var asked = shape.Variant == WalkVariant.Plain ? "" : $", {shape.Variant}";
        return new LadderResult(2, $"{shape.Cell}{asked}: {Steps} steps against {Cut} and {Steps - Cut} with the state carried, {walk.ToString().ToLowerInvariant()} walk", meter.Cases, meter.Worst, Tolerance);
    }

    static void CompareGradients(WalkCase shape, Network<double> network, Window whole, Window first, Window second, ErrorMeter meter)
    {
        whole.Backward();
        var wanted = network.Parameters.Gradients.ToArray();
        second.Backward();
        var found = network.Parameters.Gradients.ToArray();
        for (var s = 0; s < shape.Layout.States; s++)
            first.Layer.FinalStateGradient.Set(s, second.Layer.InitialStateGradient(s));
        first.Backward();
        for (var i = 0; i < found.Length; i++)
            meter.Add(found[i] + network.Parameters.Gradients[i], wanted[i]);
    }

    sealed class Window
    {
        readonly Network<double> _network;
        readonly Workspace<double> _memory;
        readonly Reservation _inputs;
        readonly SequenceMask? _mask;
        readonly int _start, _steps;

        public Window(WalkCase shape, Network<double> network, TraceMode mode, int start, int steps)
        {
            (_network, _start, _steps, _mask) = (network, start, steps, Slice(shape.Mask(), start, steps));
            Trace = network.CreateTrace(steps, Batch, mode, WorkerTeam.Single, masks: _mask is not null);
            Trace.Noise = WalkCase.Noise;
            var plan = new MemoryPlan();
            _inputs = plan.Reserve((long)steps * Batch * Inputs);
            _memory = new Workspace<double>(plan);
        }

        public Trace<double> Trace { get; }

        public RecurrentTrace<double> Layer => (RecurrentTrace<double>)Trace.Layers[0];

        static SequenceMask? Slice(SequenceMask? mask, int start, int steps)
        {
            if (mask is null)
                return null;
            var slice = new SequenceMask(steps, Batch);
            for (var t = 0; t < steps; t++)
            {
                for (var row = 0; row < Batch; row++)
                    slice[t, row] = mask[start + t, row];
            }
            return slice;
        }

        public void Forward()
        {
            for (var t = 0; t < _steps; t++)
                Fill(_memory.Span(_inputs).Slice(t * Batch * Inputs, Batch * Inputs), new RandomStream(6).At(_start + t));
            _network.Forward(new LayerInput<double>(new Sequence<double>(_memory[_inputs], _steps, Batch, Inputs, Inputs)), Trace, _mask);
        }

        public void Backward()
        {
            for (var t = 0; t < _steps; t++)
            {
                var random = new RandomStream(7).At(_start + t);
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
