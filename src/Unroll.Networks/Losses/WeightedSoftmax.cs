using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Softmax cross-entropy with label smoothing and weights, for any number of classes: the sums of <see cref="ManyClassSoftmax"/>, and what the shares of the classes add.</summary>
static unsafe class WeightedSoftmax
{
    const int Parts = ManyClassSoftmax.Parts;

    /// <summary>The weighted loss summed over all rows, in order; writes gradients where they are wanted.</summary>
    public static double Sum<L, T>(in LossRows<T> rows, in ClassShares<T> shares)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (nint r = 0; r < rows.Count; r++)
        {
            var target = rows.Target(r);
            var weight = double.CreateTruncating(rows.Weight(r));
            var gradients = rows.WantsGradients ? rows.Gradients(r) : null;
            if (target >= 0 && shares.Wanted(target) + shares.Even * shares.WeightSum > 0)
                sum += weight * Row<L, T>(rows.Logits(r), gradients, rows.Classes, target, shares, weight * shares.Scale);
            else if (gradients != null)
                new Span<T>(gradients, rows.Classes).Clear();   // no target, or one that counts nothing
        }
        return sum;
    }

    // The gradient is total · softmax − wanted · one-hot − even · weights, all times scale, with total = wanted + even · Σ weights.
    [SkipLocalsInit]
    static double Row<L, T>(T* logits, T* gradients, int classes, int target, in ClassShares<T> shares, double scale)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tail = stackalloc T[Parts];
        var whole = classes & -Parts;
        ManyClassSoftmax.FillTail(tail, logits + whole, classes - whole, T.NegativeInfinity);
        var largest = ManyClassSoftmax.Largest<L, T>(logits, whole, ManyClassSoftmax.Largest<L, T>(tail, Parts, T.NegativeInfinity));
        var distance = double.CreateTruncating(largest) - double.CreateTruncating(logits[target]);
        var spread = shares.Even > 0 ? Spread<L, T>(logits, classes, shares.Weights, largest) : 0;
        var rest = ManyClassSoftmax.Exponentials<L, T>(logits, whole, tail, largest, gradients);
        var wanted = shares.Wanted(target);
        if (gradients != null)
        {
            new ReadOnlySpan<T>(tail, classes - whole).CopyTo(new Span<T>(gradients + whole, classes - whole));
            var share = T.CreateTruncating(scale * (wanted + shares.Even * shares.WeightSum)) / (T.One + rest);
            ManyClassSoftmax.Multiply<L, T>(gradients, classes, share);
            if (shares.Even > 0)
                Subtract<L, T>(gradients, classes, shares.Weights, T.CreateTruncating(scale * shares.Even));
            // At the largest logit softmax − 1 = −(the rest's share), without the cancellation; smoothed targets have no such place.
            gradients[target] = distance == 0 && shares.Even == 0 ? -(rest * share) : gradients[target] - T.CreateTruncating(scale * wanted);
        }
        var log = Math.Log(1 + double.CreateTruncating(rest));
        return (wanted > 0 ? wanted * (log + distance) : 0) + shares.Even * (shares.WeightSum * log + spread);
    }

    // Σ weight · (largest − z), in the parts and the tree of every sum over classes. A class that counts nothing may be ruled out: 0 · ∞ is taken as 0.
    [SkipLocalsInit]
    static double Spread<L, T>(T* logits, int classes, T* weights, T largest)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* tail = stackalloc T[Parts], sums = stackalloc T[Parts];
        var whole = classes & -Parts;
        ManyClassSoftmax.FillTail(tail, logits + whole, classes - whole, largest);
        var m = L.Broadcast(largest);
        for (var part = 0; part < Parts; part += L.Count)
        {
            var sum = L.Zero;
            for (var c = part; c <= whole + part; c += Parts)
            {
                var z = L.Load(ref c < whole ? ref logits[c] : ref tail[part]);
                var weight = weights == null ? L.One : L.Load(ref weights[c]);
                sum += L.SelectLess(L.Zero, weight, weight * (m - z), L.Zero);
            }
            L.Store(sum, ref sums[part]);
        }
        return double.CreateTruncating(ManyClassSoftmax.Tree(sums));
    }

    static void Subtract<L, T>(T* gradients, int classes, T* weights, T factor)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var c = 0;
        for (var f = L.Broadcast(factor); c <= classes - L.Count; c += L.Count)
            L.Store(L.Load(ref gradients[c]) - f * (weights == null ? L.One : L.Load(ref weights[c])), ref gradients[c]);
        for (; c < classes; c++)
            gradients[c] -= factor * (weights == null ? T.One : weights[c]);
    }
}
