using System;

namespace Unroll.Experiments.Text;

/// <summary>How well a text model foresaw a text. Its first symbol is only read; all others are predicted.</summary>
/// <param name="Nats">Sum of −ln p over the predicted symbols.</param>
/// <param name="Symbols">Predicted symbols.</param>
/// <param name="Characters">Characters that these stand for (of a vocabulary of bytes: bytes).</param>
public sealed record TextScore(double Nats, long Symbols, long Characters)
{
    /// <summary>Of the symbols, those that stand for any character that has none of its own (<see cref="Tasks.Text.Vocabulary.Unknown"/>): that one of them comes is foreseen, which one it is not, so a score with many looks better than it is.</summary>
    public long UnknownSymbols { get; init; }

    /// <summary>Nats for each character.</summary>
    public double NatsPerCharacter => Nats / Characters;

    /// <summary>Bits for each character.</summary>
    public double BitsPerCharacter => NatsPerCharacter / Math.Log(2);

    /// <summary>e to the nats for each symbol: among how many equally likely ones the network would have been as unsure.</summary>
    public double Perplexity => Math.Exp(Nats / Symbols);
}
