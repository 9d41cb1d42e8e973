using System;

namespace Unroll.Networks.Verification;

/// <summary>Keeps the largest error of many comparisons. A NaN on either side is the largest error of all.</summary>
sealed class ErrorMeter
{
    /// <summary>Comparisons made.</summary>
    public long Cases { get; private set; }

    /// <summary>The largest |found − wanted| / (1 + |wanted|).</summary>
    public double Worst { get; private set; }

    /// <summary>Compares one number.</summary>
    public void Add(double found, double wanted) => Add(found, wanted, 0);

    void Add(double found, double wanted, double size)
    {
        Cases++;
        var error = Math.Abs(found - wanted) / (1 + Math.Max(Math.Abs(wanted), size));
        if (!(error <= Worst))
            Worst = double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    /// <summary>
    /// Compares number by number, each error beside 1, the wanted number, and the root of the wanted numbers' mean square: a sum of large terms of both signs
    /// has the rounding of the terms, however small it comes out.
    /// </summary>
    public void Add(ReadOnlySpan<double> found, ReadOnlySpan<double> wanted)
    {
        if (found.Length != wanted.Length)
            throw new ArgumentException($"{found.Length} numbers were found, {wanted.Length} wanted.", nameof(found));
        var squares = 0.0;
        foreach (var number in wanted)
            squares += number * number;
        var size = Math.Sqrt(squares / Math.Max(1, wanted.Length));
        for (var i = 0; i < found.Length; i++)
            Add(found[i], wanted[i], size);
    }
}
