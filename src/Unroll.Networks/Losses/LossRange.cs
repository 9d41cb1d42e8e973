using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Unroll.Networks.Losses;

/// <summary>Checks a loss's setting at the moment it is set, so that an options record never holds a bad value.</summary>
static class LossRange
{
    internal static LossReduction Defined(LossReduction value, [CallerMemberName] string name = "") =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Use Sum or Mean.");

    internal static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Refuse(name, value, "a finite number above 0");

    internal static double UpToOne(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw Refuse(name, value, "from 0 to 1");

    internal static IReadOnlyList<double>? Weights(IReadOnlyList<double>? values, [CallerMemberName] string name = "") =>
        values is null ? null : All(values, value => double.IsFinite(value) && value >= 0, "a finite number of at least 0", name);

    internal static IReadOnlyList<double> Levels(IReadOnlyList<double> values, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return All(values, value => value is > 0 and < 1, "above 0 and below 1", name);
    }

    // A copy: what was checked cannot change afterwards.
    static double[] All(IReadOnlyList<double> values, Func<double, bool> allows, string wanted, string name)
    {
        double[] copy = [.. values];
        if (copy.Length == 0)
            throw new ArgumentException($"{name} is empty; give at least one number.", name);
        for (var i = 0; i < copy.Length; i++)
        {
            if (!allows(copy[i]))
                throw Refuse($"{name}[{i}]", copy[i], wanted);
        }
        return copy;
    }

    static ArgumentOutOfRangeException Refuse(string name, double value, string wanted) =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {wanted}."));
}
