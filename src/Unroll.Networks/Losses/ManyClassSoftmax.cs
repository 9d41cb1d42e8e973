using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>
/// Softmax cross-entropy for many classes: a lane holds neighbouring classes of one row. Sums always run in 16 parts, class c in part c mod 16,
/// and the parts are added in one fixed tree; so the bits do not depend on the width.
/// </summary>
static unsafe class ManyClassSoftmax
{
    /// <summary>Parts of a sum over classes: a multiple of every lane's count.</summary>
    public const int Parts = 16;

    /// <summary>The loss summed over all rows, in order; writes gradients where they are wanted.</summary>
    public static double Sum<L, T>(in LossRows<T> rows)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (nint r = 0; r < rows.Count; r++)
        {
            var target = rows.Target(r);
            var gradients = rows.WantsGradients ? rows.Gradients(r) : null;
            if (target >= 0)
                sum += Row<L, T>(rows.Logits(r), gradients, rows.Classes, target, rows.Scale);
            else if (gradients != null)
                new Span<T>(gradients, rows.Classes).Clear();
        }
        return sum;
    }

    [SkipLocalsInit]
    static double Row<L, T>(T* logits, T* gradients, int classes, int target, T scale)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The last classes, filled up with −∞, whose exponential is 0: so that no class needs another path than its neighbours.
        var tail = stackalloc T[Parts];
        var whole = classes & -Parts;
        FillTail(tail, logits + whole, classes - whole, T.NegativeInfinity);

        var largest = Largest<L, T>(logits, whole, Largest<L, T>(tail, Parts, T.NegativeInfinity));
        var distance = double.CreateTruncating(largest) - double.CreateTruncating(logits[target]);
        var rest = Exponentials<L, T>(logits, whole, tail, largest, gradients);
        if (gradients != null)
        {
            new ReadOnlySpan<T>(tail, classes - whole).CopyTo(new Span<T>(gradients + whole, classes - whole));
            var share = scale / (T.One + rest);
            Multiply<L, T>(gradients, classes, share);
            // At the largest logit softmax − 1 = −(the rest's share), without the cancellation.
            gradients[target] = distance == 0 ? -(rest * share) : gradients[target] - scale;
        }
        return Math.Log(1 + double.CreateTruncating(rest)) + distance;
    }

    /// <summary>The last classes, filled up to a whole number of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FillTail<T>(T* tail, T* last, int count, T filling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        new Span<T>(tail, Parts).Fill(filling);
        new ReadOnlySpan<T>(last, count).CopyTo(new Span<T>(tail, Parts));
    }

    /// <summary>The largest of a whole number of lanes and of a number to start from.</summary>
    public static T Largest<L, T>(T* values, int count, T start)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var best = L.Broadcast(start);
        for (var c = 0; c < count; c += L.Count)
        {
            var z = L.Load(ref values[c]);
            best = L.SelectLess(best, z, z, best);
        }
        var places = stackalloc T[Parts];
        L.Store(best, ref places[0]);
        var largest = places[0];
        for (var i = 1; i < L.Count; i++)
            largest = largest < places[i] ? places[i] : largest;
        return largest;
    }

    /// <summary>Σ e^(z − largest) without the one term of the largest. Keeps the exponentials in <paramref name="kept"/> (where given) and in the tail.</summary>
    public static T Exponentials<L, T>(T* logits, int whole, T* tail, T largest, T* kept)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* rests = stackalloc T[Parts], ones = stackalloc T[Parts];
        var m = L.Broadcast(largest);
        for (var part = 0; part < Parts; part += L.Count)
        {
            L rest = L.Zero, one = L.Zero;
            for (var c = part; c < whole; c += Parts)
            {
                var e = Add<L, T>(L.Load(ref logits[c]), m, ref rest, ref one);
                if (kept != null)
                    L.Store(e, ref kept[c]);
            }
            L.Store(Add<L, T>(L.Load(ref tail[part]), m, ref rest, ref one), ref tail[part]);
            L.Store(rest, ref rests[part]);
            L.Store(one, ref ones[part]);
        }
        return Tree(rests) + (Tree(ones) - T.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static L Add<L, T>(L z, L largest, ref L rest, ref L ones)
        where L : struct, IVectorLane<L, T>
    {
        var e = L.Exp(z - largest);
        rest += L.SelectLess(z, largest, e, L.Zero);
        ones += L.SelectLess(z, largest, L.Zero, e);   // 1 for the largest and its equals; NaN for NaN
        return e;
    }

    /// <summary>The sum of the parts, always in the same order.</summary>
    public static T Tree<T>(T* parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var half = Parts / 2; half > 0; half /= 2)
            for (var i = 0; i < half; i++)
                parts[i] += parts[i + half];
        return parts[0];
    }

    /// <summary>Multiplies all values.</summary>
    public static void Multiply<L, T>(T* values, int count, T factor)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var c = 0;
        for (var f = L.Broadcast(factor); c <= count - L.Count; c += L.Count)
            L.Store(L.Load(ref values[c]) * f, ref values[c]);
        for (; c < count; c++)
            values[c] *= factor;
    }
}
