using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Numerics.Random;

/// <summary>
/// Fills vectors with two values at random: the masks of dropout and zoneout. Number i of a mask is a function of key, place and i alone (Philox 4×32-10, sixteen bits for each
/// number), so a mask can be made again, in any order, in parts and at any lane width, with the same bits.
/// </summary>
public static class RandomMask
{
    /// <summary>Numbers that one block of random bits decides; a part of a mask starts at a multiple of it.</summary>
    public const int NumbersOfBlock = 8;

    const int BlocksAtOnce = 8;

    /// <summary>Fills a vector.</summary>
    /// <param name="target">The vector, or a part of it.</param>
    /// <param name="share">Probability of <paramref name="chosen"/>, from 0 to 1; rounded to a multiple of 2^-16.</param>
    /// <param name="chosen">The value that is drawn with this probability.</param>
    /// <param name="other">The value of the rest.</param>
    /// <param name="key">The seed.</param>
    /// <param name="place">Which mask of the seed: different for each row, step and purpose.</param>
    /// <param name="series">A third number that tells masks apart, for example the pass.</param>
    /// <param name="first">Where the part starts in the vector, a multiple of <see cref="NumbersOfBlock"/>.</param>
    public static void Fill<T>(Span<T> target, double share, T chosen, T other, ulong key, ulong place, uint series, int first = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Give a probability, from 0 to 1.");
        if (first < 0 || first % NumbersOfBlock != 0)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"Give a multiple of {NumbersOfBlock}.");
        var limit = (uint)Math.Round(share * 65536);
        Span<ulong> bits = stackalloc ulong[2 * BlocksAtOnce];
        for (var start = 0; start < target.Length; start += BlocksAtOnce * NumbersOfBlock)
        {
            Draw((uint)((first + start) / NumbersOfBlock), series, place, key, bits);
            var numbers = target.Slice(start, Math.Min(BlocksAtOnce * NumbersOfBlock, target.Length - start));
            if (typeof(T) == typeof(float))
                Choose(bits, limit, (float)(object)chosen, (float)(object)other, MemoryMarshal.CreateSpan(ref Unsafe.As<T, float>(ref numbers[0]), numbers.Length));
            else
                Choose(bits, limit, chosen, other, numbers);
        }
    }

    static void Choose<T>(ReadOnlySpan<ulong> bits, uint limit, T chosen, T other, Span<T> numbers)
        where T : unmanaged
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (uint)((bits[(i >> 3) + (i & 4) * (BlocksAtOnce / 4)] >> (16 * (i & 3))) & 0xFFFF) < limit ? chosen : other;
    }

    static void Choose(ReadOnlySpan<ulong> bits, uint limit, float chosen, float other, Span<float> numbers)
    {
        var (yes, no, bound) = (Vector256.Create(chosen), Vector256.Create(other), Vector256.Create(limit));
        for (var start = 0; start < numbers.Length; start += NumbersOfBlock)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(bits[start / NumbersOfBlock], bits[BlocksAtOnce + start / NumbersOfBlock]).AsUInt16());
            var below = Vector256.LessThan(Vector256.Create(lower, upper), bound);
            var values = Vector256.ConditionalSelect(below.AsSingle(), yes, no);
            if (start + NumbersOfBlock <= numbers.Length)
                values.StoreUnsafe(ref numbers[start]);
            else
                Store(values, numbers[start..]);
        }
    }

    static void Store(Vector256<float> values, Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = values[i];
    }

    // Philox on eight counters side by side, each 32-bit word in a place of 64. Of each block first all lower halves of its bits, then all upper ones.
    static void Draw(uint block, uint series, ulong place, ulong key, Span<ulong> bits)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var low = Vector512.Create((ulong)uint.MaxValue);
            var c0 = (Vector512.Create((ulong)block) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7)) & low;
            var (c1, c2, c3) = (Vector512.Create((ulong)series), Vector512.Create((ulong)(uint)place), Vector512.Create(place >> 32));
            var (k0, k1) = (key & uint.MaxValue, key >> 32);
            for (var round = 0; round < 10; round++)
            {
                var (p0, p1) = (Multiply(c0, 0xD2511F53u), Multiply(c2, 0xCD9E8D57u));
                c0 = (p1 >>> 32) ^ c1 ^ Vector512.Create(k0);
                c1 = p1 & low;
                c2 = (p0 >>> 32) ^ c3 ^ Vector512.Create(k1);
                c3 = p0 & low;
                (k0, k1) = ((k0 + 0x9E3779B9u) & uint.MaxValue, (k1 + 0xBB67AE85u) & uint.MaxValue);
            }
            (c0 | (c1 << 32)).StoreUnsafe(ref bits[0]);
            (c2 | (c3 << 32)).StoreUnsafe(ref bits[BlocksAtOnce]);
            return;
        }
        DrawFour(block, series, place, key, bits, bits[BlocksAtOnce..]);
        DrawFour(block + 4, series, place, key, bits[4..], bits[(BlocksAtOnce + 4)..]);
    }

    static void DrawFour(uint block, uint series, ulong place, ulong key, Span<ulong> lower, Span<ulong> upper)
    {
        var low = Vector256.Create((ulong)uint.MaxValue);
        var c0 = (Vector256.Create((ulong)block) + Vector256.Create(0UL, 1, 2, 3)) & low;
        var (c1, c2, c3) = (Vector256.Create((ulong)series), Vector256.Create((ulong)(uint)place), Vector256.Create(place >> 32));
        var (k0, k1) = (key & uint.MaxValue, key >> 32);
        for (var round = 0; round < 10; round++)
        {
            var (p0, p1) = (Multiply(c0, 0xD2511F53u), Multiply(c2, 0xCD9E8D57u));
            c0 = (p1 >>> 32) ^ c1 ^ Vector256.Create(k0);
            c1 = p1 & low;
            c2 = (p0 >>> 32) ^ c3 ^ Vector256.Create(k1);
            c3 = p0 & low;
            (k0, k1) = ((k0 + 0x9E3779B9u) & uint.MaxValue, (k1 + 0xBB67AE85u) & uint.MaxValue);
        }
        (c0 | (c1 << 32)).StoreUnsafe(ref lower[0]);
        (c2 | (c3 << 32)).StoreUnsafe(ref upper[0]);
    }

    // Both factors have 32 bits: the product is exact. Processors have an instruction for it, but no common name.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> Multiply(Vector256<ulong> left, uint right) =>
        Avx2.IsSupported ? Avx2.Multiply(left.AsUInt32(), Vector256.Create((ulong)right).AsUInt32()) : left * Vector256.Create((ulong)right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Multiply(Vector512<ulong> left, uint right) =>
        Avx512F.IsSupported ? Avx512F.Multiply(left.AsUInt32(), Vector512.Create((ulong)right).AsUInt32()) : left * Vector512.Create((ulong)right);
}
