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
    // Behind the classes of a block: sums without the largest term, these as a share of the whole · scale, the largest logits.
    const int RestRow = MostClasses, RestShareRow = MostClasses + 1, LargestRow = MostClasses + 2;
    const int LanePadding = 16;   // the most numbers in any lane

    /// <summary>The loss summed over all rows that have a target, in order; writes gradients where they are wanted.</summary>
    [SkipLocalsInit]
    public static double Sum<L, T>(in LossRows<T> rows)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = stackalloc T[BlockRows * (LargestRow + 1)];
        if (rows.AllHaveTargets)
        {
            double whole = 0;
            for (nint first = 0; first < rows.Count; first += BlockRows)
                whole += Block<L, T, Neighbours>(rows, new(first), (int)Math.Min(BlockRows, rows.Count - first), block);
            return whole;
        }
        var places = stackalloc nint[BlockRows];
        double sum = 0;
        for (nint next = 0; next < rows.Count;)
        {
            var count = Choose(rows, ref next, places);
            sum += Block<L, T, Chosen>(rows, new(places), count, block);
        }
        return sum;
    }

    static double Block<L, T, TPlaces>(in LossRows<T> rows, TPlaces places, int count, T* block)
        where L : struct, IVectorLane<L, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPlaces : struct, IPlaces
    {
        Gather(rows, places, count, block);
        SoftmaxOfColumns<L, T>(block, rows.Classes, count, rows.Scale);
        var sum = Losses(rows, places, count, block);
        if (rows.WantsGradients)
            Scatter(rows, places, count, block);
        return sum;
    }

    // The next rows that have a target: the others are left out, so that they cannot change which rows share a block's logarithm.
    static int Choose<T>(in LossRows<T> rows, ref nint next, nint* places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (row, end, count) = (next, rows.Count, 0);   // locals: they stay in registers
        for (; row < end && count < BlockRows; row++)
        {
            if (rows.Target(row) >= 0)
                places[count++] = row;
            else if (rows.WantsGradients)
                new Span<T>(rows.Gradients(row), rows.Classes).Clear();
        }
        next = row;
        return count;
    }

    static void Gather<T, TPlaces>(in LossRows<T> rows, TPlaces places, int count, T* block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPlaces : struct, IPlaces
    {
        var classes = rows.Classes;
        for (var r = 0; r < count; r++)
        {
            var logits = rows.Logits(places[r]);
            for (var c = 0; c < classes; c++)
                block[c * BlockRows + r] = logits[c];
        }
        // What lies between the last row and the end of its lane is computed and dropped.
        for (var c = 0; c < classes; c++)
            new Span<T>(block + c * BlockRows + count, -count & (LanePadding - 1)).Clear();
    }

    // In: logits [class][row]. Out: softmax · scale in their place, and the rows behind them.
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
            L.Store(rest, ref block[RestRow * BlockRows + r]);
            L.Store(rest * share, ref block[RestShareRow * BlockRows + r]);
            L.Store(largest, ref block[LargestRow * BlockRows + r]);
        }
    }

    // Σ log s = log Π s: one logarithm for the block instead of one for each row.
    static double Losses<T, TPlaces>(in LossRows<T> rows, TPlaces places, int count, T* block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPlaces : struct, IPlaces
    {
        double product = 1, distance = 0;
        for (var r = 0; r < count; r++)
        {
            product *= 1 + double.CreateTruncating(block[RestRow * BlockRows + r]);
            distance += double.CreateTruncating(block[LargestRow * BlockRows + r]) - double.CreateTruncating(rows.Logits(places[r])[rows.Class(places[r])]);
        }
        return Math.Log(product) + distance;
    }

    static void Scatter<T, TPlaces>(in LossRows<T> rows, TPlaces places, int count, T* block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPlaces : struct, IPlaces
    {
        var classes = rows.Classes;
        for (var r = 0; r < count; r++)
        {
            var row = places[r];
            var target = rows.Class(row);
            var gradients = rows.Gradients(row);
            var largest = block[LargestRow * BlockRows + r] == rows.Logits(row)[target];
            for (var c = 0; c < classes; c++)
                gradients[c] = block[c * BlockRows + r];
            // At the largest logit softmax − 1 = −(the rest's share), without the cancellation.
            gradients[target] = largest ? -block[RestShareRow * BlockRows + r] : gradients[target] - rows.Scale;
        }
    }

    // The rows of a block.
    interface IPlaces
    {
        nint this[int r] { get; }
    }

    readonly struct Neighbours(nint first) : IPlaces
    {
        public nint this[int r] => first + r;
    }

    readonly struct Chosen(nint* rows) : IPlaces
    {
        public nint this[int r] => rows[r];
    }
}
