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
    public void Add(double found, double wanted)
    {
        Cases++;
        var error = Math.Abs(found - wanted) / (1 + Math.Abs(wanted));
        if (!(error <= Worst))
            Worst = double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    /// <summary>Compares number by number.</summary>
    public void Add(ReadOnlySpan<double> found, ReadOnlySpan<double> wanted)
    {
        if (found.Length != wanted.Length)
            throw new ArgumentException($"{found.Length} numbers were found, {wanted.Length} wanted.", nameof(found));
        for (var i = 0; i < found.Length; i++)
            Add(found[i], wanted[i]);
    }
}
