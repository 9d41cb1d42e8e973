using System;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Streaming;

/// <summary>e^((z − largest) / temperature) for a row of scores: shares of a softmax before they are divided by their sum. In doubles; every width gives the same bits.</summary>
static class SymbolShares
{
    /// <summary>The largest score; NaN where one is NaN.</summary>
    public static double LargestOf(ReadOnlySpan<double> scores)
    {
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
            largest = Math.Max(largest, score);
        return largest;
    }

    /// <summary>Sets the shares and gives their sum, added up in the order of the symbols.</summary>
    public static double Set(ReadOnlySpan<double> scores, double largest, double temperature, Span<double> shares)
    {
        switch (LaneWidths.Widest)
        {
            case LaneWidth.Bits512: Fill<Lane512<double>>(scores, largest, temperature, shares); break;
            case LaneWidth.Bits256: Fill<Lane256<double>>(scores, largest, temperature, shares); break;
            case LaneWidth.Bits128: Fill<Lane128<double>>(scores, largest, temperature, shares); break;
            default: Fill<Scalar<double>>(scores, largest, temperature, shares); break;
        }
        return SumOf(shares[..scores.Length]);
    }

    /// <summary>The sum in the order of the symbols.</summary>
    public static double SumOf(ReadOnlySpan<double> shares)
    {
        var sum = 0.0;
        foreach (var share in shares)
            sum += share;
        return sum;
    }

    static void Fill<L>(ReadOnlySpan<double> scores, double largest, double temperature, Span<double> shares)
        where L : struct, ILane<L, double>
    {
        var (top, divisor) = (L.Broadcast(largest), L.Broadcast(temperature));
        var symbol = 0;
        for (; symbol <= scores.Length - L.Count; symbol += L.Count)
            L.Store(L.Exp((L.Load(in scores[symbol]) - top) / divisor), ref shares[symbol]);
        for (; symbol < scores.Length; symbol++)
            shares[symbol] = Scalar<double>.Exp(Scalar<double>.Broadcast((scores[symbol] - largest) / temperature)).Value;
    }
}
