using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Experiments.Text;

/// <summary>A network over symbols in numbers of one kind.</summary>
sealed class NumberedTextNetwork<T>(Network<T> network, WorkerTeam team) : TextNetwork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override TextStreams Begin(int rows) => new Streams(new StepwiseNetwork<T>(network, rows, team));

    /// <inheritdoc/>
    public override IReadOnlyList<Hypothesis> Search(ReadOnlySpan<int> prompt, int steps, BeamOptions beam, int? end) =>
        new BeamGenerator<T>(new StepwiseNetwork<T>(network, beam.Width, team), beam, end).Search(prompt, steps);

    /// <inheritdoc/>
    public override TextReading Read() => new Reading(network, team);

    sealed class Streams(StepwiseNetwork<T> steps) : TextStreams
    {
        public override void Reset() => steps.Reset();

        public override void Step(ReadOnlySpan<int> symbols) => steps.Step(symbols);

        public override int Choose(SymbolSampler sampler, int row, out double logProbability) => sampler.Choose<T>(steps.Outputs[0, row], out logProbability);
    }

    // Many steps at a time: the bits are those of one step after another, and the layers that keep no state have many rows at once.
    sealed unsafe class Reading : TextReading
    {
        const int MostSteps = 128;

        readonly Network<T> _network;
        readonly Trace<T> _trace;
        readonly CarriedStates<T> _states;
        readonly Workspace<int> _memory;
        readonly Reservation _inputs;   // [steps][1]
        int _last = -1;

        public Reading(Network<T> network, WorkerTeam team)
        {
            _network = network;
            _trace = network.CreateTrace(MostSteps, 1, TraceMode.Inference, team);
            _states = new CarriedStates<T>(_trace);
            var plan = new MemoryPlan();
            _inputs = plan.Reserve(MostSteps);
            _memory = new Workspace<int>(plan);
        }

        public override void Add(ReadOnlySpan<int> symbols, Span<double> logProbabilities)
        {
            if (_last < 0 && symbols.Length > 0)
            {
                (_last, logProbabilities[0]) = (symbols[0], double.NaN);
                (symbols, logProbabilities) = (symbols[1..], logProbabilities[1..]);
            }
            for (int at = 0, count; at < symbols.Length; at += count)
            {
                count = Math.Min(MostSteps, symbols.Length - at);
                AddSteps(symbols.Slice(at, count), logProbabilities.Slice(at, count));
            }
        }

        void AddSteps(ReadOnlySpan<int> symbols, Span<double> logProbabilities)
        {
            var inputs = _memory.Span(_inputs);
            inputs[0] = _last;
            symbols[..^1].CopyTo(inputs[1..]);
            _last = symbols[^1];
            _states.Give();
            _network.Forward(new LayerInput<T>(new Sequence<int>(_memory[_inputs], symbols.Length, 1, 1, 1)), _trace);
            _states.Take();
            for (var step = 0; step < symbols.Length; step++)
            {
                var scores = _trace.Outputs[step, 0];
                logProbabilities[step] = double.CreateTruncating(scores[symbols[step]]) - SymbolChances.LogSum<T>(scores);
                if (double.IsNaN(logProbabilities[step]))
                    throw new InvalidOperationException("The network wrote something that is not a number; its weights are broken.");
            }
        }
    }
}
