using System;
using System.Globalization;

namespace Unroll.Networks.Translation;

/// <summary>How an answer begins and ends.</summary>
public sealed record DecodingOptions
{
    /// <summary>The symbol that the decoder reads at the first step.</summary>
    public required int Start { get; init; }

    /// <summary>The symbol that the decoder writes when the answer is complete; it is not part of the answer. It may be the same as <see cref="Start"/>.</summary>
    public required int End { get; init; }

    /// <summary>Most steps of the decoder for an answer, the one that writes the end symbol included: 1 to 1,000,000. An answer without an end by then is cut.</summary>
    public int MostSteps
    {
        get;
        init => field = value is >= 1 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MostSteps), string.Create(CultureInfo.InvariantCulture, $"MostSteps is {value}; it must be from 1 to 1,000,000."));
    } = 100;

    /// <summary>Refuses symbols that a decoder does not have.</summary>
    internal void Require(int inputs, int outputs, bool readsSymbols)
    {
        if (!readsSymbols)
            throw new ArgumentException("The decoder reads numbers, and symbols are to be decoded; begin it with an embedding or a recurrent layer over symbols.");
        if ((uint)End >= (uint)outputs)
            throw new ArgumentException($"The end symbol is {End}, but the decoder writes symbols 0 to {outputs - 1}; give one of these, or no answer ever ends.");
        if ((uint)Start >= (uint)inputs)
            throw new ArgumentException($"The start symbol is {Start}, but the decoder reads symbols 0 to {inputs - 1}; give one of these.");
        // The end symbol is never read again.
        var largest = End == outputs - 1 ? outputs - 2 : outputs - 1;
        if (largest >= inputs)
            throw new ArgumentException($"The decoder writes symbol {largest}, but reads symbols 0 to {inputs - 1}; what it writes it must be able to read at the next step.");
    }
}
