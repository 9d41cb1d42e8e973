using System.Collections.Generic;

namespace Unroll.Networks.Translation;

/// <summary>An answer that a decoder found.</summary>
/// <param name="Symbols">Its symbols, without the end symbol.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the model gives it, the end symbol included.</param>
/// <param name="Score">What it was ranked by: the log probability, divided by the length penalty.</param>
/// <param name="IsEnded">Whether the end symbol came; otherwise it was cut at the most steps.</param>
public sealed record Hypothesis(IReadOnlyList<int> Symbols, double LogProbability, double Score, bool IsEnded);
