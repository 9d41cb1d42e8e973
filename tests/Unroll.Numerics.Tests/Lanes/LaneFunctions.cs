using System;
using Unroll.Numerics.Lanes;

namespace Unroll.Numerics.Tests.Lanes;

/// <summary>The functions under test, named in test results.</summary>
public enum LaneFunction
{
    /// <summary>e^x.</summary>
    Exp,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,
}

/// <summary>Applies a function to a whole buffer at a width chosen at run time.</summary>
static class LaneFunctions
{
    public static readonly LaneWidth[] Widths = [LaneWidth.Scalar, LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512];

    public static void Apply<T>(LaneFunction function, LaneWidth width, ReadOnlySpan<T> source, Span<T> destination)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        switch (width)
        {
            case LaneWidth.Scalar: Apply<Scalar<T>, T>(function, source, destination); break;
            case LaneWidth.Bits128: Apply<Lane128<T>, T>(function, source, destination); break;
            case LaneWidth.Bits256: Apply<Lane256<T>, T>(function, source, destination); break;
            case LaneWidth.Bits512: Apply<Lane512<T>, T>(function, source, destination); break;
            default: throw new ArgumentOutOfRangeException(nameof(width), width, "Not a width.");
        }
    }

    static void Apply<L, T>(LaneFunction function, ReadOnlySpan<T> source, Span<T> destination)
        where L : struct, ILane<L, T>
    {
        Assert.Equal(0, source.Length % L.Count);
        switch (function)
        {
            case LaneFunction.Exp:
                for (var i = 0; i < source.Length; i += L.Count)
                    L.Store(L.Exp(L.Load(in source[i])), ref destination[i]);
                break;
            case LaneFunction.Sigmoid:
                for (var i = 0; i < source.Length; i += L.Count)
                    L.Store(L.Sigmoid(L.Load(in source[i])), ref destination[i]);
                break;
            default:
                for (var i = 0; i < source.Length; i += L.Count)
                    L.Store(L.Tanh(L.Load(in source[i])), ref destination[i]);
                break;
        }
    }
}
