using System.Collections.Generic;
using System.Linq;

namespace Unroll.Experiments.Text;

/// <summary>A whole text that a text model spoke.</summary>
/// <param name="Pieces">Its symbols in their order.</param>
public sealed record GeneratedText(IReadOnlyList<GeneratedPiece> Pieces)
{
    /// <summary>What was spoken, without the prompt.</summary>
    public string Text { get; } = string.Concat(Pieces.Select(piece => piece.Text));

    /// <summary>Natural logarithm of the probability that the network gave all of it.</summary>
    public double LogProbability { get; } = Pieces.Sum(piece => piece.LogProbability);
}
