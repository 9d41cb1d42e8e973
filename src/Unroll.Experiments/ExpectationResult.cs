namespace Unroll.Experiments;

/// <summary>Whether a recipe's expectation was met.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Wanted">What was expected, as text: <c>at least 0.99</c>.</param>
/// <param name="Got">What was measured; NaN where there is no such metric.</param>
/// <param name="Met">Whether it was met.</param>
public sealed record ExpectationResult(string Metric, string Wanted, double Got, bool Met);
