namespace Unroll.Experiments.Text;

/// <summary>A symbol of a text and how well it was foreseen.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="LogProbability">Natural logarithm of the probability that it was given; NaN for the first of a text, which is only read.</param>
public readonly record struct ScoredSymbol(int Symbol, double LogProbability);
