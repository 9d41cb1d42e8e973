using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Numerics.Lanes;

/// <summary>
/// exp, sigmoid and tanh on lanes of any width. One source for all widths, so the bits of a number do not depend on the lane it sits in.
/// </summary>
/// <remarks>
/// All three rest on e^x = 2^n e^r with n whole and |r| ≤ ln 2 / 2 (Cody and Waite's reduction in two parts), and on a polynomial for e^r − 1.
/// float: at most 2 ulp from the correctly rounded value for every float (tested over all of them); double: at most 4 ulp.
/// </remarks>
static class LaneMath
{
    /// <summary>The nearest whole number, ties to even; right for magnitudes below 2^22 (float) and 2^51 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L RoundToWhole<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        // Adding 1.5 · 2^23 leaves no room for a fraction; the same instruction on every width, unlike a rounding mode.
        var rounding = L.Constant(typeof(T) == typeof(float) ? 12582912.0 : 6755399441055744.0);
        return value + rounding - rounding;
    }

    /// <summary>e^x; 0 below the least subnormal, infinity above the largest number, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L Exp<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        var low = L.Constant(typeof(T) == typeof(float) ? -104.0 : -746.0);
        var high = L.Constant(typeof(T) == typeof(float) ? 89.0 : 710.0);
        var x = L.SelectLess(value, low, low, L.SelectLess(high, value, high, value));
        var (n, p) = ReduceAndExpand<L, T>(x);
        return L.Scale(L.One + p, n);
    }

    /// <summary>1 / (1 + e^-x), computed from e^-|x| so that both tails keep their relative accuracy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L Sigmoid<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        var low = L.Constant(typeof(T) == typeof(float) ? -104.0 : -746.0);
        var x = -L.Abs(value);
        var (n, p) = ReduceAndExpand<L, T>(L.SelectLess(x, low, low, x));
        var t = L.Scale(L.One + p, n);
        return L.SelectLess(value, L.Zero, t, L.One) / (L.One + t);
    }

    /// <summary>tanh x = −E / (E + 2) with E = e^(−2|x|) − 1, which keeps full relative accuracy down to the subnormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L Tanh<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        // Beyond this e^(-2|x|) is lost beside 1 and the result is 1.
        var low = L.Constant(typeof(T) == typeof(float) ? -20.0 : -40.0);
        var magnitude = L.Abs(value);
        var x = -(magnitude + magnitude);
        var (n, p) = ReduceAndExpand<L, T>(L.SelectLess(x, low, low, x));
        var scale = L.Scale(L.One, n);
        var e = L.MultiplyAdd(scale, p, scale - L.One);
        return L.CopySign(e / (e + L.Constant(2)), value);
    }

    // n and p with e^x = 2^n (1 + p).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (L N, L P) ReduceAndExpand<L, T>(L x)
        where L : struct, IVectorLane<L, T>
    {
        var n = RoundToWhole<L, T>(x * L.Constant(1.4426950408889634));
        if (typeof(T) == typeof(float))
        {
            // ln 2 in two parts: the first has 15 significant bits, so n times it is exact.
            var r = L.MultiplyAdd(n, L.Constant(-0.693145751953125), x);
            r = L.MultiplyAdd(n, L.Constant(-1.42860682030941723212e-6), r);
            var q = L.Constant(0.0013882497283479595);
            q = L.MultiplyAdd(q, r, L.Constant(0.008366646804184889));
            q = L.MultiplyAdd(q, r, L.Constant(0.041667203921656376));
            q = L.MultiplyAdd(q, r, L.Constant(0.16666542684382343));
            q = L.MultiplyAdd(q, r, L.Constant(0.5));
            return (n, L.MultiplyAdd(q * r, r, r));
        }
        else
        {
            var r = L.MultiplyAdd(n, L.Constant(-0.6931471803691238), x);
            r = L.MultiplyAdd(n, L.Constant(-1.9082149292705877e-10), r);
            var q = L.Constant(1.0 / 6227020800);
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 479001600));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 39916800));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 3628800));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 362880));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 40320));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 5040));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 720));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 120));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 24));
            q = L.MultiplyAdd(q, r, L.Constant(1.0 / 6));
            q = L.MultiplyAdd(q, r, L.Constant(0.5));
            return (n, L.MultiplyAdd(q * r, r, r));
        }
    }
}
