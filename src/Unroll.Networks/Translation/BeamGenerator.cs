using System;
using System.Numerics;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Translation;

/// <summary>
/// Looks with a beam for the most likely ways in which a network that reads its own symbols goes on from a prompt: the search of <see cref="BeamDecoder{T}"/> without an encoder.
/// </summary>
/// <remarks>Of equals the earlier answer comes first, then the lower symbol. Not for several threads at once.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class BeamGenerator<T> : IBeamSteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly StepwiseNetwork<T> _network;
    readonly BeamSearch<T> _search;
    readonly T[] _states;     // [rows][width]
    readonly int[] _symbols;  // [rows]

    /// <summary>Takes the memory.</summary>
    /// <param name="network">A network that writes a score for each symbol that it reads, with at least as many rows as the beam is wide.</param>
    /// <param name="beam">Width, length penalty, number of answers.</param>
    /// <param name="end">The symbol that ends an answer and is not part of it; where null, all answers are as long as is asked for.</param>
    /// <exception cref="ArgumentException">The network does not write as many numbers as it reads symbols, or has too few rows; or more answers are wanted than the beam is wide.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such end symbol.</exception>
    public BeamGenerator(StepwiseNetwork<T> network, BeamOptions beam, int? end = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(beam);
        beam.Require();
        if (network.InputWidth != network.OutputWidth)
            throw new ArgumentException($"The network reads {network.InputWidth} symbols and writes {network.OutputWidth} numbers; to be fed back they must be as many.", nameof(network));
        if (network.Rows < beam.Width)
            throw new ArgumentException($"The beam is {beam.Width} wide and the network has {network.Rows} rows; give it at least as many.", nameof(network));
        if (end is { } symbol && (uint)symbol >= (uint)network.InputWidth)
            throw new ArgumentOutOfRangeException(nameof(end), end, $"The network has symbols 0 to {network.InputWidth - 1}; give one of these.");
        _network = network;
        _search = new BeamSearch<T>(this, beam, end, "network");
        _states = new T[checked(network.Rows * network.States.Width)];
        _symbols = new int[network.Rows];
    }

    /// <summary>The most likely ways to go on.</summary>
    /// <param name="prompt">What is read first, from the start; at least one symbol.</param>
    /// <param name="steps">Most symbols of an answer, the end symbol included: 1 to 1,000,000.</param>
    /// <returns>At most <see cref="BeamOptions.Best"/> answers: those that ended before those that were cut, each by their scores, the best first.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or there is no such symbol.</exception>
    /// <exception cref="InvalidOperationException">The network wrote something that is not a number.</exception>
    public Hypothesis[] Search(ReadOnlySpan<int> prompt, int steps)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException("The prompt is empty; give at least one symbol to go on from.", nameof(prompt));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 1_000_000);
        _network.Reset();
        Array.Fill(_symbols, 0);
        foreach (var symbol in prompt[..^1])
            Step([symbol]);
        return _search.Run(prompt[^1..], steps)[0];
    }

    /// <summary>Rows that no answer has go along with whatever they last read.</summary>
    Sequence<T> Step(ReadOnlySpan<int> symbols)
    {
        symbols.CopyTo(_symbols);
        return _network.Step(_symbols);
    }

    Sequence<T> IBeamSteps<T>.Step(ReadOnlySpan<int> symbols) => Step(symbols);

    void IBeamSteps<T>.Arrange(ReadOnlySpan<int> parents) => _network.States.Arrange(parents, _states);
}
