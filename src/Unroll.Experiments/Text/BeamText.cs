using System.Collections.Generic;

namespace Unroll.Experiments.Text;

/// <summary>A text that a beam found.</summary>
/// <param name="Text">What is said, without the prompt and the end.</param>
/// <param name="Symbols">Its symbols.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the network gives all of it, the end included.</param>
/// <param name="Score">What it was ranked by: the log probability, divided by the length penalty.</param>
/// <param name="IsEnded">Whether the end came; else it is as long as was asked for.</param>
public sealed record BeamText(string Text, IReadOnlyList<int> Symbols, double LogProbability, double Score, bool IsEnded);
