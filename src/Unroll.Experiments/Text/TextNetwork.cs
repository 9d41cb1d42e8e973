using System;
using System.Collections.Generic;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;

namespace Unroll.Experiments.Text;

/// <summary>A network over symbols, whatever numbers it computes in.</summary>
abstract class TextNetwork
{
    /// <summary>Streams side by side, each at the beginning of a document.</summary>
    public abstract TextStreams Begin(int rows);

    /// <summary>The most likely ways to go on from a prompt.</summary>
    public abstract IReadOnlyList<Hypothesis> Search(ReadOnlySpan<int> prompt, int steps, BeamOptions beam, int? end);

    /// <summary>Reads a text from the beginning of a document on.</summary>
    public abstract TextReading Read();
}

/// <summary>Streams side by side, each with its own state.</summary>
abstract class TextStreams
{
    /// <summary>Every stream is at the beginning of a document.</summary>
    public abstract void Reset();

    /// <summary>Each stream reads a symbol.</summary>
    public abstract void Step(ReadOnlySpan<int> symbols);

    /// <summary>Chooses from what a stream's last symbol was answered with.</summary>
    public abstract int Choose(SymbolSampler sampler, int row, out double logProbability);
}

/// <summary>A text that is read part after part, each symbol foretold from those before it.</summary>
abstract class TextReading
{
    /// <summary>Reads on.</summary>
    /// <param name="symbols">The next symbols.</param>
    /// <param name="logProbabilities">For each of them the natural logarithm of the probability that it was given; NaN for the very first, which nothing foretells.</param>
    public abstract void Add(ReadOnlySpan<int> symbols, Span<double> logProbabilities);
}
