using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Numerics.Lanes;

/// <summary>
/// exp, sigmoid and tanh on lanes of any width. One source for all widths, so the bits of a number do not depend on the lane it sits in.
/// </summary>
/// <remarks>
/// All three rest on e^x = 2^n e^r with n whole and |r| ≤ ln 2 / 2 (Cody and Waite's reduction in two parts), and on a polynomial for e^r.
/// float: at most 2 ulp from the correctly rounded value for every float (tested over all of them); double: at most 4 ulp.
/// </remarks>
static class LaneMath
{
    const double InverseLogTwo = 1.4426950408889634;

    // ln 2 in two parts. float: the first has 15 significant bits, so that n times it is exact and so is its difference from x. double: 32 bits, likewise.
    const double FloatLogTwoHigh = 0.693145751953125, FloatLogTwoLow = 1.42860682030941723212e-6;
    const double DoubleLogTwoHigh = 0.6931471803691238, DoubleLogTwoLow = 1.9082149292705877e-10;

    /// <summary>The nearest whole number, ties to even; right for magnitudes below 2^22 (float) and 2^51 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L RoundToWhole<L, T>(L value)
        where L : struct, IVectorLane<L, T> => value + Rounding<L, T>() - Rounding<L, T>();

    // Adding 1.5 · 2^23 leaves no room for a fraction; the same instruction on every width, unlike a rounding mode.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static L Rounding<L, T>()
        where L : struct, IVectorLane<L, T> => L.Constant(typeof(T) == typeof(float) ? 12582912.0 : 6755399441055744.0);

    /// <summary>e^x; 0 below the least subnormal, infinity above the largest number, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L Exp<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        var x = L.AtLeast(value, L.Constant(typeof(T) == typeof(float) ? -104.0 : -746.0));
        x = L.AtMost(x, L.Constant(typeof(T) == typeof(float) ? 89.0 : 710.0));
        var (n, r) = Reduce<L, T>(x);
        return L.Scale(ExpandExp<L, T>(r, 1), n);
    }

    /// <summary>1 / (1 + e^-x) as 2^n / (2^n + e^-r), with x = n ln 2 + r, which is right in both tails down to the subnormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L Sigmoid<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        // Above the upper limit the result is 1 long since; below the lower it is 0.
        var x = L.AtLeast(value, L.Constant(typeof(T) == typeof(float) ? -104.0 : -746.0));
        x = L.AtMost(x, L.Constant(typeof(T) == typeof(float) ? 32.0 : 64.0));
        var (n, r) = Reduce<L, T>(x);
        var power = L.Scale(L.One, n);
        return power / (power + ExpandExp<L, T>(r, -1));
    }

    /// <summary>tanh x = w / (1 − w) with w = (1 − e^(−2|x|)) / 2, which keeps full relative accuracy down to the subnormals; odd, bit by bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static L Tanh<L, T>(L value)
        where L : struct, IVectorLane<L, T>
    {
        // Beyond the limit e^(-2x) is lost beside 1 and the result is 1. Everything is halved: |x| = r - n ln 2 / 2, n ≤ 0.
        var x = L.AtMost(L.Abs(value), L.Constant(typeof(T) == typeof(float) ? 10.0 : 20.0));
        var n = Rounding<L, T>() - L.MultiplyAdd(x, L.Constant(2 * InverseLogTwo), Rounding<L, T>());
        L r;
        if (typeof(T) == typeof(float))
        {
            // One part is enough: n is at least -29, and the farther from 0, the less e^(-2x) matters.
            r = L.MultiplyAdd(n, L.Constant(0.5 * 0.69314718055994531), x);
        }
        else
        {
            r = L.MultiplyAdd(n, L.Constant(0.5 * DoubleLogTwoHigh), x);
            r = L.MultiplyAdd(n, L.Constant(0.5 * DoubleLogTwoLow), r);
        }
        var power = L.PowerOfTwo(n);
        // e^(-2r) = 1 - 2h, hence w = (1 - 2^n) / 2 + 2^n h.
        var h = L.MultiplyAdd(ExpandTail<L, T>(r, -2, -2) * r, r, r);
        var w = L.MultiplyAdd(power, h, L.MultiplyAdd(power, L.Constant(-0.5), L.Constant(0.5)));
        return L.CopySign(w / (L.One - w), value);
    }

    // n and r with x = n ln 2 + r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (L N, L R) Reduce<L, T>(L x)
        where L : struct, IVectorLane<L, T>
    {
        var n = L.MultiplyAdd(x, L.Constant(InverseLogTwo), Rounding<L, T>()) - Rounding<L, T>();
        var r = L.MultiplyAdd(n, L.Constant(typeof(T) == typeof(float) ? -FloatLogTwoHigh : -DoubleLogTwoHigh), x);
        return (n, L.MultiplyAdd(n, L.Constant(typeof(T) == typeof(float) ? -FloatLogTwoLow : -DoubleLogTwoLow), r));
    }

    // e^(s r) for s = 1 or -1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static L ExpandExp<L, T>(L r, double s)
        where L : struct, IVectorLane<L, T>
    {
        var q = L.MultiplyAdd(ExpandTail<L, T>(r, s, 1), r, L.Constant(s));
        return L.MultiplyAdd(q, r, L.One);
    }

    // scale · (e^y - 1 - y) / y² with y = s r, |y| ≤ ln 2 / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static L ExpandTail<L, T>(L r, double s, double scale)
        where L : struct, IVectorLane<L, T>
    {
        if (typeof(T) == typeof(float))
        {
            var q = L.Constant(scale * 0.0013882497283479595 * s * s * s * s);
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.008366646804184889 * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.041667203921656376 * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.16666542684382343 * s));
            return L.MultiplyAdd(q, r, L.Constant(scale * 0.5));
        }
        else
        {
            var q = L.Constant(scale * 2.5000053773053565e-08 * s * s * s * s * s * s * s * s * s);
            q = L.MultiplyAdd(q, r, L.Constant(scale * 2.763026579561241e-07 * s * s * s * s * s * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 2.755758648289721e-06 * s * s * s * s * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 2.4801493054086568e-05 * s * s * s * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.00019841269506364886 * s * s * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.0013888888943669009 * s * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.008333333333494602 * s * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.04166666666653003 * s * s));
            q = L.MultiplyAdd(q, r, L.Constant(scale * 0.16666666666666413 * s));
            return L.MultiplyAdd(q, r, L.Constant(scale * 0.5000000000000011));
        }
    }
}
