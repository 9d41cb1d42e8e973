using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>
/// Sigmoid and binary cross-entropy in one, from logits: (1 − y) · log(1 + e^z) + p · y · log(1 + e^(−z)), with y the target and p the label's positive weight (1 where
/// none is given). The derivative is (1 − y) · sigmoid(z) − p · y · sigmoid(−z), which keeps its relative accuracy at both ends.
/// </summary>
/// <remarks>
/// Targets are from 0 to 1 and as wide as the outputs: each label is there or not, whatever the others are. The mean is over all labels of all places that have targets.
/// An infinite logit may make the loss NaN.
/// </remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class BinaryCrossEntropy<T> : ValueLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A loss of these settings.</summary>
    /// <param name="options">The settings; defaults where not given.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public BinaryCrossEntropy(BinaryCrossEntropyOptions? options = null, LaneWidth? width = null)
        : base(new PointwiseLoss<T, BinaryRule<T>>(default, (options ??= new BinaryCrossEntropyOptions()).Reduction, width) { Parameters = [.. options.PositiveWeights ?? []] })
    {
    }
}

/// <summary>The parameter is the label's positive weight.</summary>
readonly struct BinaryRule<T> : IPointRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static string Wanted => "from 0 to 1";

    public static bool Allows(T target) => target >= T.Zero && target <= T.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Measure<L>(L output, L target, L parameter, out L slope)
        where L : struct, IVectorLane<L, T>
    {
        // All from one exponential of at most 1: e = e^(−|z|).
        var e = L.Exp(-L.Abs(output));
        L near = L.One / (L.One + e), far = e * near, log = LogOnePlus(e);
        L absent = L.One - target, present = parameter * target;
        slope = absent * L.SelectLess(output, L.Zero, far, near) - present * L.SelectLess(output, L.Zero, near, far);
        var above = L.SelectLess(L.Zero, output, output, L.Zero);
        var below = L.SelectLess(output, L.Zero, -output, L.Zero);
        return absent * (above + log) + present * (below + log);
    }

    // log(1 + e) = 2 artanh s with s = e / (2 + e), for e from 0 to 1: s is at most 1/3, so the odd powers die out fast (the first left out is below 2e-9 or 2e-17 of the whole).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static L LogOnePlus<L>(L e)
        where L : struct, IVectorLane<L, T>
    {
        var s = e / (L.One + L.One + e);
        var square = s * s;
        var last = typeof(T) == typeof(float) ? 15 : 31;
        var sum = L.Constant(2.0 / last);
        for (var power = last - 2; power > 0; power -= 2)
            sum = L.MultiplyAdd(sum, square, L.Constant(2.0 / power));
        return sum * s;
    }
}
