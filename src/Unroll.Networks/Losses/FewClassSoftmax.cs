using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>
/// Softmax cross-entropy for few classes: a lane holds one class of neighbouring rows, so every operation is place by place
/// and the bits cannot depend on the width.
/// </summary>
static unsafe class FewClassSoftmax
{
    /// <summary>Above this many classes a row fills lanes by itself.</summary>
    public const int MostClasses = 8;

    // A block is turned from [row][class] into [class][row]. 8^64 = 2^192: the product of a block's sums stays far from overflow.
    const int BlockRows = 64;
    const int LanePadding = 16;   // the most numbers in any lane

    /// <summary>The loss summed over all rows, in order; writes gradients where they are wanted.</summary>
    [SkipLocalsInit]
    public static double Sum<L, T>(in LossRows<T> rows)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = stackalloc T[BlockRows * (MostClasses + 2)];
        double sum = 0;
        for (nint first = 0; first < rows.Count; first += BlockRows)
        {
            var count = (int)Math.Min(BlockRows, rows.Count - first);
            Gather(rows, first, count, block);
            SoftmaxOfColumns<L, T>(block, rows.Classes, count, rows.Scale);
            sum += Losses(rows, first, count, block);
            if (rows.WantsGradients)
                Scatter(rows, first, count, block);
        }
        return sum;
    }

    static void Gather<T>(in LossRows<T> rows, nint first, int count, T* block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = rows.Classes;
        for (var r = 0; r < count; r++)
        {
            var logits = rows.Logits(first + r);
            for (var c = 0; c < classes; c++)
                block[c * BlockRows + r] = logits[c];
        }
        // What lies between the last row and the end of its lane is computed and dropped.
        for (var c = 0; c < classes; c++)
            new Span<T>(block + c * BlockRows + count, -count & (LanePadding - 1)).Clear();
    }

    // In: logits [class][row]. Out: softmax · scale in their place, then the row of sums without the largest term, then that row as a share of the whole · scale.
    static void SoftmaxOfColumns<L, T>(T* block, int classes, int count, T scale)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var r = 0; r < count; r += L.Count)
        {
            var largest = L.Load(ref block[r]);
            for (var c = 1; c < classes; c++)
            {
                var z = L.Load(ref block[c * BlockRows + r]);
                largest = L.SelectLess(largest, z, z, largest);
            }
            L rest = L.Zero, ones = L.Zero;
            for (var c = 0; c < classes; c++)
            {
                var z = L.Load(ref block[c * BlockRows + r]);
                var e = L.Exp(z - largest);
                rest += L.SelectLess(z, largest, e, L.Zero);
                ones += L.SelectLess(z, largest, L.Zero, e);   // 1 for the largest and its equals; NaN for NaN
                L.Store(e, ref block[c * BlockRows + r]);
            }
            rest += ones - L.One;
            var share = L.Broadcast(scale) / (L.One + rest);
            for (var c = 0; c < classes; c++)
                L.Store(L.Load(ref block[c * BlockRows + r]) * share, ref block[c * BlockRows + r]);
            L.Store(rest, ref block[MostClasses * BlockRows + r]);
            L.Store(rest * share, ref block[(MostClasses + 1) * BlockRows + r]);
        }
    }

    // Σ log s = log Π s: one logarithm for the block instead of one for each row.
    static double Losses<T>(in LossRows<T> rows, nint first, int count, T* block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double product = 1, distance = 0;
        for (var r = 0; r < count; r++)
        {
            var target = rows.Target(first + r);
            if (target < 0)
                continue;
            product *= 1 + double.CreateTruncating(block[MostClasses * BlockRows + r]);
            distance += DistanceToLargest(rows.Logits(first + r), rows.Classes, target);
        }
        return Math.Log(product) + distance;
    }

    static double DistanceToLargest<T>(T* logits, int classes, int target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = logits[0];
        for (var c = 1; c < classes; c++)
            largest = largest < logits[c] ? logits[c] : largest;
        return double.CreateTruncating(largest) - double.CreateTruncating(logits[target]);
    }

    static void Scatter<T>(in LossRows<T> rows, nint first, int count, T* block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = rows.Classes;
        for (var r = 0; r < count; r++)
        {
            var gradients = rows.Gradients(first + r);
            var target = rows.Target(first + r);
            if (target < 0)
            {
                new Span<T>(gradients, classes).Clear();
                continue;
            }
            var largest = DistanceToLargest(rows.Logits(first + r), classes, target) == 0;
            for (var c = 0; c < classes; c++)
                gradients[c] = block[c * BlockRows + r];
            // At the largest logit softmax − 1 = −(the rest's share), without the cancellation.
            gradients[target] = largest ? -block[(MostClasses + 1) * BlockRows + r] : gradients[target] - rows.Scale;
        }
    }
}
