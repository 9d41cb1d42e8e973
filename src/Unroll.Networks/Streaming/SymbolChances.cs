using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Streaming;

/// <summary>What a row of outputs says about the next symbol, through a softmax; in doubles and in the order of the symbols, so that the bits depend on the row alone.</summary>
public static class SymbolChances
{
    /// <summary>log Σ e^z: a symbol's log probability is its output less this. NaN where an output is, where one is +∞, or where all are −∞.</summary>
    public static double LogSum<T>(ReadOnlySpan<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (largest, sum) = LargestAndSum(outputs, 1);
        return largest + Math.Log(sum);
    }

    /// <summary>A symbol drawn with the probabilities of the softmax.</summary>
    /// <param name="outputs">One for each symbol.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <param name="temperature">What the outputs are divided by: below 1 the likely symbols become likelier. Above 0.</param>
    /// <returns>The symbol; −1 where the outputs say nothing because one is NaN or +∞.</returns>
    public static int Draw<T>(ReadOnlySpan<T> outputs, double uniform, double temperature = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (largest, sum) = LargestAndSum(outputs, temperature);
        if (!double.IsFinite(sum))
            return -1;
        var (left, last) = (uniform * sum, -1);
        for (var symbol = 0; symbol < outputs.Length; symbol++)
        {
            var share = Exp((Wide(outputs[symbol]) - largest) / temperature);
            if (share == 0)
                continue;
            (left, last) = (left - share, symbol);
            if (left < 0)
                break;
        }
        return last;
    }

    static (double Largest, double Sum) LargestAndSum<T>(ReadOnlySpan<T> outputs, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = double.NegativeInfinity;
        foreach (var output in outputs)
            largest = Math.Max(largest, Wide(output));
        var sum = 0.0;
        foreach (var output in outputs)
            sum += Exp((Wide(output) - largest) / temperature);
        return (largest, sum);
    }

    // The project's own, whose bits are the same everywhere.
    static double Exp(double value) => Scalar<double>.Exp(Scalar<double>.Broadcast(value)).Value;

    /// <summary>A number as a double. The library's own conversion allocates until it is compiled for good.</summary>
    internal static double Wide<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(number) : typeof(T) == typeof(double) ? Unsafe.BitCast<T, double>(number) : double.CreateTruncating(number);
}
