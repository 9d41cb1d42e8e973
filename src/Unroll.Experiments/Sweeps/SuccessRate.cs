using System;

namespace Unroll.Experiments.Sweeps;

/// <summary>How many of some runs met what their recipe expects, and what that says of the share among all seeds.</summary>
/// <param name="Successes">Runs that finished and met every expectation.</param>
/// <param name="Runs">All runs: at least 1.</param>
/// <remarks>The interval is Wilson's score interval at 95 % (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22, 1927): it stays inside 0 to 1 and is no point where all runs agree.</remarks>
public sealed record SuccessRate(int Successes, int Runs)
{
    const double Deviations = 1.959963984540054;   // of a normal distribution: 95 % lie inside

    /// <summary>The share seen, 0 to 1.</summary>
    public double Share => (double)Successes / Runs;

    /// <summary>Lower end of the interval.</summary>
    public double Low => Successes == 0 ? 0 : Centre - HalfWidth;

    /// <summary>Upper end of the interval.</summary>
    public double High => Successes == Runs ? 1 : Centre + HalfWidth;

    double Shrink => 1 + Deviations * Deviations / Runs;

    double Centre => (Share + Deviations * Deviations / (2 * Runs)) / Shrink;

    double HalfWidth => Deviations / Shrink * Math.Sqrt(Share * (1 - Share) / Runs + Deviations * Deviations / (4.0 * Runs * Runs));
}
