using System.Collections.Generic;

namespace Unroll;

/// <summary>An answer to a sequence.</summary>
/// <typeparam name="TLabel">The label.</typeparam>
/// <param name="Labels">Its labels.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the model gives it.</param>
/// <param name="Score">What it was ranked by: the log probability, divided by the length penalty.</param>
/// <param name="IsEnded">Whether it came to its end, rather than being cut at the most steps.</param>
public sealed record Translation<TLabel>(IReadOnlyList<TLabel> Labels, double LogProbability, double Score, bool IsEnded);
