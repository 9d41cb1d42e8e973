using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unroll.Training.Clipping;

/// <summary>
/// The 2-norm of a vector, in double and in one fixed order: chunks of 4,096 numbers; in a chunk 16 running sums, number i going to sum i mod 16;
/// the 16 added pairwise (0+8, 1+9, …, then 0+4, …); the chunks added in order. The order does not follow the processor's width.
/// </summary>
static class GradientNorm
{
    const int Chunk = 4096;
    const int Sums = 16;

    /// <summary>The norm; not finite where a number is not finite (or, of doubles, where squares leave the range).</summary>
    internal static double Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var total = 0.0;
        for (var start = 0; start < values.Length; start += Chunk)
        {
            var chunk = values.Slice(start, Math.Min(Chunk, values.Length - start));
            total += typeof(T) == typeof(float)
                ? OfChunk(MemoryMarshal.Cast<T, float>(chunk))
                : OfChunk(MemoryMarshal.Cast<T, double>(chunk));
        }
        return Math.Sqrt(total);
    }

    // A 512-bit vector is two of 256 bits or four of 128 where the processor has no wider ones; its places add up the same.
    static double OfChunk(ReadOnlySpan<float> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var low = Vector512<double>.Zero;
        var high = Vector512<double>.Zero;
        var i = 0;
        for (; i <= values.Length - Sums; i += Sums)
        {
            var (a, b) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)i));
            low += a * a;
            high += b * b;
        }
        Span<double> rest = stackalloc double[Sums];
        rest.Clear();
        for (var k = 0; i + k < values.Length; k++)
            rest[k] = Unsafe.Add(ref first, i + k);
        return Finish(low, high, rest);
    }

    static double OfChunk(ReadOnlySpan<double> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var low = Vector512<double>.Zero;
        var high = Vector512<double>.Zero;
        var i = 0;
        for (; i <= values.Length - Sums; i += Sums)
        {
            var a = Vector512.LoadUnsafe(ref first, (nuint)i);
            var b = Vector512.LoadUnsafe(ref first, (nuint)i + 8);
            low += a * a;
            high += b * b;
        }
        Span<double> rest = stackalloc double[Sums];
        rest.Clear();
        for (var k = 0; i + k < values.Length; k++)
            rest[k] = Unsafe.Add(ref first, i + k);
        return Finish(low, high, rest);
    }

    static double Finish(Vector512<double> low, Vector512<double> high, ReadOnlySpan<double> rest)
    {
        ref var first = ref MemoryMarshal.GetReference(rest);
        var a = Vector512.LoadUnsafe(ref first);
        var b = Vector512.LoadUnsafe(ref first, 8);
        var eight = (low + a * a) + (high + b * b);
        var four = eight.GetLower() + eight.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }
}
