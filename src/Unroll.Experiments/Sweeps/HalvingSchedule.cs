using System;
using System.Collections.Generic;

namespace Unroll.Experiments.Sweeps;

/// <summary>The rounds of successive halving.</summary>
static class HalvingSchedule
{
    /// <summary>
    /// Round i of s + 1 has ⌊n / ηⁱ⌋ points and the budget ⌊R / ηˢ⁻ⁱ⌋, where s is as large as leaves one point in the last round and the least budget in the first.
    /// So each round costs about the same, and the last one is the whole run.
    /// </summary>
    /// <param name="points">n, at least 1.</param>
    /// <param name="most">R: the recipe's own epochs or steps.</param>
    /// <param name="least">The first round's budget, at least: 1 to <paramref name="most"/>.</param>
    /// <param name="factor">η, at least 2.</param>
    public static IReadOnlyList<HalvingRung> Of(int points, int most, int least, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(least, most);
        var (rounds, divisor) = (0, 1L);
        while (divisor * factor <= points && most / (divisor * factor) >= least)
            (rounds, divisor) = (rounds + 1, divisor * factor);
        var rungs = new List<HalvingRung>();
        for (var (i, part) = (0, 1L); i <= rounds; i++, part *= factor)
            rungs.Add(new HalvingRung((int)(most / (divisor / part)), (int)(points / part)));
        return rungs;
    }
}
