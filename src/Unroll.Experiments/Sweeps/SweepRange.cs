using System;
using System.Globalization;
using Unroll.Numerics.Random;

namespace Unroll.Experiments.Sweeps;

/// <summary>A range that values are drawn from.</summary>
/// <param name="Low">Its lower end, which may be drawn.</param>
/// <param name="High">Its upper end, which may be drawn; over <paramref name="Low"/>.</param>
/// <param name="IsLogarithmic">Whether equal factors are equally likely, rather than equal differences; <paramref name="Low"/> is then over 0.</param>
/// <param name="IsWhole">Whether whole numbers are drawn; both ends are whole.</param>
public sealed record SweepRange(double Low, double High, bool IsLogarithmic, bool IsWhole)
{
    const string Digits = "G4";   // what is drawn is rounded: no search needs more digits, and the last bits of exp differ between systems

    /// <summary>The next number drawn, as JSON, rounded to four digits unless whole.</summary>
    internal string Draw(RandomStream random)
    {
        var share = random.NextDouble();
        var high = IsWhole ? High + 1 : High;   // each whole number has the interval above it
        var number = IsLogarithmic ? Low * Math.Exp(share * Math.Log(high / Low)) : Low + share * (high - Low);
        number = IsWhole ? Math.Floor(number) : double.Parse(number.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(number, Low, High).ToString("R", CultureInfo.InvariantCulture);
    }
}
