using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>
/// The formula of an optimizer for one parameter, with the coefficients of one update. The walk over all parameters
/// (<see cref="RuleOptimizer{T, TOptions, TRule}"/>) is shared, as the walk through time is by the cells.
/// </summary>
interface IUpdateRule<T, TOptions, TRule>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T, TOptions, TRule>
{
    /// <summary>The state that the rule keeps for each parameter, at most three numbers, by name and in the order of <see cref="Apply"/>.</summary>
    static abstract IReadOnlyList<string> StateNames(TOptions options);

    /// <summary>The rule with the coefficients of update number <paramref name="update"/> (from 1) at this rate.</summary>
    static abstract TRule At(TOptions options, double rate, long update);

    /// <summary>
    /// The same rule as <see cref="At"/>, bit for bit, where the one of the update before is at hand: for coefficients that are products over all updates so far.
    /// </summary>
    /// <param name="before">The rule used last; a default value before the first.</param>
    /// <param name="options">The settings.</param>
    /// <param name="rate">The learning rate of this update.</param>
    /// <param name="update">The number of this update, from 1.</param>
    static virtual TRule After(in TRule before, TOptions options, double rate, long update) => TRule.At(options, rate, update);

    /// <summary>The new values of neighbouring parameters; the state is read and written in place.</summary>
    L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>;
}
