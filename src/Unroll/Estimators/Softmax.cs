using System;

namespace Unroll;

/// <summary>Turns outputs into probabilities.</summary>
static class Softmax
{
    /// <summary>e^(z − m) / Σ e^(z − m) of each row of a width, with m its largest number; in doubles, in place.</summary>
    public static void Apply(Span<float> numbers, int width)
    {
        for (var start = 0; start < numbers.Length; start += width)
            ApplyRow(numbers.Slice(start, width));
    }

    static void ApplyRow(Span<float> row)
    {
        var largest = float.NegativeInfinity;
        foreach (var number in row)
            largest = Math.Max(largest, number);
        var sum = 0.0;
        foreach (var number in row)
            sum += Math.Exp((double)number - largest);
        foreach (ref var number in row)
            number = (float)(Math.Exp((double)number - largest) / sum);
    }
}
