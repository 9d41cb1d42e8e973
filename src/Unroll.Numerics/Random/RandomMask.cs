using System;
using System.Buffers.Binary;
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
    [SkipLocalsInit]
    public static void Fill<T>(Span<T> target, double share, T chosen, T other, ulong key, ulong place, uint series, int first = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var limit = LimitOf(share, first);
        var done = 0;
        if (typeof(T) == typeof(float) && Avx512BW.IsSupported && limit > 0)
            done = FillWide(MemoryMarshal.Cast<T, float>(target), limit, (float)(object)chosen, (float)(object)other, new PhiloxCounter(key, place, series), (uint)(first / NumbersOfBlock));
        Span<ulong> bits = stackalloc ulong[2 * BlocksAtOnce];
        for (var start = done; start < target.Length; start += BlocksAtOnce * NumbersOfBlock)
        {
            new PhiloxCounter(key, place, series).Draw((uint)((first + start) / NumbersOfBlock), bits);
            var numbers = target.Slice(start, Math.Min(BlocksAtOnce * NumbersOfBlock, target.Length - start));
            if (typeof(T) == typeof(float))
                Choose(bits, limit, (float)(object)chosen, (float)(object)other, MemoryMarshal.Cast<T, float>(numbers));
            else
                Choose(bits, limit, chosen, other, numbers);
        }
    }

    // Whole groups of sixteen blocks, without a stop in memory. Returns how many numbers it has filled.
    static int FillWide(Span<float> target, uint limit, float chosen, float other, in PhiloxCounter counter, uint block)
    {
        const int Numbers = 2 * BlocksAtOnce * NumbersOfBlock;
        var (yes, no, most) = (Vector512.Create(chosen), Vector512.Create(other), Vector512.Create((ushort)(limit - 1)));
        var done = 0;
        for (; target.Length - done > Numbers / 2; done += Numbers, block += 2 * BlocksAtOnce)
        {
            counter.Draw(block, out var first, out var second);
            if (target.Length - done >= Numbers)
            {
                Choose(first, most, yes, no, target[done..]);
                Choose(second, most, yes, no, target[(done + Numbers / 2)..]);
                continue;
            }
            Choose(first, most, yes, no, target[done..]);
            ChooseSome(second, most, yes, no, target[(done + Numbers / 2)..]);
            return target.Length;
        }
        return done;
    }

    // Sixteen bits to a number, eight numbers to a block; the blocks' lower and upper halves lie apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Choose(in PhiloxBits bits, Vector512<ushort> most, Vector512<float> yes, Vector512<float> no, Span<float> target)
    {
        ref var start = ref target[BlocksAtOnce * NumbersOfBlock - 1];
        start = ref Unsafe.Subtract(ref start, BlocksAtOnce * NumbersOfBlock - 1);
        var (lower, upper) = (Vector512.LessThanOrEqual(bits.Lower.AsUInt16(), most), Vector512.LessThanOrEqual(bits.Upper.AsUInt16(), most));
        var early = Avx512F.PermuteVar8x64x2(lower.AsUInt64(), Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), upper.AsUInt64()).AsInt16();
        var late = Avx512F.PermuteVar8x64x2(lower.AsUInt64(), Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), upper.AsUInt64()).AsInt16();
        Vector512.ConditionalSelect(Vector512.WidenLower(early).AsSingle(), yes, no).StoreUnsafe(ref start, 0);
        Vector512.ConditionalSelect(Vector512.WidenUpper(early).AsSingle(), yes, no).StoreUnsafe(ref start, 16);
        Vector512.ConditionalSelect(Vector512.WidenLower(late).AsSingle(), yes, no).StoreUnsafe(ref start, 32);
        Vector512.ConditionalSelect(Vector512.WidenUpper(late).AsSingle(), yes, no).StoreUnsafe(ref start, 48);
    }

    [SkipLocalsInit]
    static void ChooseSome(in PhiloxBits bits, Vector512<ushort> most, Vector512<float> yes, Vector512<float> no, Span<float> target)
    {
        Span<float> all = stackalloc float[BlocksAtOnce * NumbersOfBlock];
        Choose(bits, most, yes, no, all);
        all[..target.Length].CopyTo(target);
    }

    /// <summary>Fills a mask of bits: number i is bit i of the whole, lowest first. It is set where <see cref="Fill"/> would have chosen.</summary>
    /// <param name="target">A byte for each eight numbers, the last one for what is left; its bits beyond are random too.</param>
    /// <param name="share">Probability of a bit, from 0 to 1; rounded to a multiple of 2^-16.</param>
    /// <param name="key">The seed.</param>
    /// <param name="place">Which mask of the seed.</param>
    /// <param name="series">A third number that tells masks apart.</param>
    /// <param name="first">Number of the first bit, a multiple of <see cref="NumbersOfBlock"/>.</param>
    [SkipLocalsInit]
    public static void FillBits(Span<byte> target, double share, ulong key, ulong place, uint series, int first = 0)
    {
        var limit = LimitOf(share, first);
        if (limit == 0)
        {
            target.Clear();
            return;
        }
        var counter = new PhiloxCounter(key, place, series);
        var (block, done, most) = ((uint)(first / NumbersOfBlock), 0, (ushort)(limit - 1));
        for (; Avx512BW.IsSupported && Bmi2.X64.IsSupported && target.Length - done > BlocksAtOnce; done += 2 * BlocksAtOnce, block += 2 * BlocksAtOnce)
        {
            counter.Draw(block, out var early, out var late);
            BinaryPrimitives.WriteUInt64LittleEndian(target[done..], Compare(early, most));
            var rest = target[(done + BlocksAtOnce)..];
            var last = Compare(late, most);
            if (!BinaryPrimitives.TryWriteUInt64LittleEndian(rest, last))
            {
                for (var i = 0; i < rest.Length; i++)
                    rest[i] = (byte)(last >> (NumbersOfBlock * i));
                return;
            }
        }
        Span<ulong> bits = stackalloc ulong[2 * BlocksAtOnce];
        for (; done < target.Length; done += BlocksAtOnce, block += BlocksAtOnce)
        {
            counter.Draw(block, bits);
            for (var i = 0; i < Math.Min(BlocksAtOnce, target.Length - done); i++)
                target[done + i] = (byte)Vector128.LessThanOrEqual(Vector128.Create(bits[i], bits[BlocksAtOnce + i]).AsUInt16(), Vector128.Create(most)).ExtractMostSignificantBits();
        }
    }

    // A byte for each block: its lower four numbers and its upper four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Compare(in PhiloxBits bits, ushort most)
    {
        var lower = Vector512.LessThanOrEqual(bits.Lower.AsUInt16(), Vector512.Create(most)).ExtractMostSignificantBits();
        var upper = Vector512.LessThanOrEqual(bits.Upper.AsUInt16(), Vector512.Create(most)).ExtractMostSignificantBits();
        return Bmi2.X64.ParallelBitDeposit(lower, 0x0F0F0F0F0F0F0F0F) | Bmi2.X64.ParallelBitDeposit(upper, 0xF0F0F0F0F0F0F0F0);
    }

    // Of sixteen random bits, those below the limit are chosen.
    static uint LimitOf(double share, int first)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Give a probability, from 0 to 1.");
        if (first < 0 || first % NumbersOfBlock != 0)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"Give a multiple of {NumbersOfBlock}.");
        return (uint)Math.Round(share * 65536);
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
}
