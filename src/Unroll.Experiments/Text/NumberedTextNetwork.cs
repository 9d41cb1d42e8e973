using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
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
    public override TextReading Read() => new Reading(new SymbolScorer<T>(network, team));

    sealed class Streams(StepwiseNetwork<T> steps) : TextStreams
    {
        public override void Reset() => steps.Reset();

        public override void Step(ReadOnlySpan<int> symbols) => steps.Step(symbols);

        public override int Choose(SymbolSampler sampler, int row, out double logProbability) => sampler.Choose<T>(steps.Outputs[0, row], out logProbability);
    }

    sealed class Reading(SymbolScorer<T> scorer) : TextReading
    {
        public override void Add(ReadOnlySpan<int> symbols, Span<double> logProbabilities) => scorer.Add(symbols, logProbabilities);
    }
}
