using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Unroll;

/// <summary>Checks a setting at the moment it is set, so that an options record never holds a bad one.</summary>
static class OptionRange
{
    /// <summary>A finite number above 0.</summary>
    public static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Refuse(name, value, "a finite number above 0");

    /// <summary>A finite number of at least 0.</summary>
    public static double NotNegative(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Refuse(name, value, "a finite number of at least 0");

    /// <summary>A share from 0 to below 1.</summary>
    public static double Share(double value, [CallerMemberName] string name = "") =>
        value >= 0 && value < 1 ? value : throw Refuse(name, value, "at least 0 and below 1");

    /// <summary>A whole number in a range, both ends included.</summary>
    public static int Whole(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw Refuse(name, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    static ArgumentOutOfRangeException Refuse(string name, double value, string wanted) =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {wanted}."));
}
