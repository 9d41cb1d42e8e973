using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Numerics.Random;

/// <summary>Eight blocks of random bits.</summary>
/// <param name="Lower">Bits 0 to 63 of each.</param>
/// <param name="Upper">Bits 64 to 127 of each.</param>
readonly record struct PhiloxBits(Vector512<ulong> Lower, Vector512<ulong> Upper);

/// <summary>
/// Philox 4×32-10 (Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2, 3, 2011) on neighbouring counters side by side,
/// each 32-bit word in a place of 64. The bits are those of <see cref="RandomStream"/>'s rounds.
/// </summary>
readonly struct PhiloxCounter(ulong key, ulong place, uint series)
{
    const int Rounds = 10, Blocks = 8;
    const uint FirstFactor = 0xD2511F53, SecondFactor = 0xCD9E8D57, FirstStep = 0x9E3779B9, SecondStep = 0xBB67AE85;

    readonly ulong _key = key, _place = place;
    readonly uint _series = series;

    /// <summary>Draws eight blocks: first the lower halves of all, then the upper ones.</summary>
    public void Draw(uint block, Span<ulong> bits)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var state = Start(block);
            for (var round = 0; round < Rounds; round++)
                state = Turn(state, RoundKeys(round));
            var drawn = Bits(state);
            drawn.Lower.StoreUnsafe(ref bits[0]);
            drawn.Upper.StoreUnsafe(ref bits[Blocks]);
            return;
        }
        DrawFour(block, bits, bits[Blocks..]);
        DrawFour(block + 4, bits[4..], bits[(Blocks + 4)..]);
    }

    /// <summary>Draws sixteen blocks. A round waits for the one before it: two rows of them keep the processor busy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Draw(uint block, out PhiloxBits first, out PhiloxBits second)
    {
        var (left, right) = (Start(block), Start(block + Blocks));
        for (var round = 0; round < Rounds; round++)
        {
            var keys = RoundKeys(round);
            left = Turn(left, keys);
            right = Turn(right, keys);
        }
        (first, second) = (Bits(left), Bits(right));
    }

    readonly record struct State(Vector512<ulong> C0, Vector512<ulong> C1, Vector512<ulong> C2, Vector512<ulong> C3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    State Start(uint block) => new(
        (Vector512.Create((ulong)block) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7)) & Vector512.Create((ulong)uint.MaxValue),
        Vector512.Create((ulong)_series), Vector512.Create((ulong)(uint)_place), Vector512.Create(_place >> 32));

    (ulong First, ulong Second) RoundKeys(int round) =>
        ((uint)_key + FirstStep * (uint)round, (uint)(_key >> 32) + SecondStep * (uint)round);

    // What stands above a word's 32 bits is not read by a product, and cut off at the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static State Turn(State s, (ulong First, ulong Second) keys)
    {
        var (p0, p1) = (Multiply(s.C0, FirstFactor), Multiply(s.C2, SecondFactor));
        return new((p1 >>> 32) ^ s.C1 ^ Vector512.Create(keys.First), p1, (p0 >>> 32) ^ s.C3 ^ Vector512.Create(keys.Second), p0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static PhiloxBits Bits(State s)
    {
        var low = Vector512.Create((ulong)uint.MaxValue);
        return new((s.C0 & low) | (s.C1 << 32), (s.C2 & low) | (s.C3 << 32));
    }

    void DrawFour(uint block, Span<ulong> lower, Span<ulong> upper)
    {
        var low = Vector256.Create((ulong)uint.MaxValue);
        var c0 = (Vector256.Create((ulong)block) + Vector256.Create(0UL, 1, 2, 3)) & low;
        var (c1, c2, c3) = (Vector256.Create((ulong)_series), Vector256.Create((ulong)(uint)_place), Vector256.Create(_place >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var (k0, k1) = RoundKeys(round);
            var (p0, p1) = (Multiply(c0, FirstFactor), Multiply(c2, SecondFactor));
            (c0, c1, c2, c3) = ((p1 >>> 32) ^ c1 ^ Vector256.Create(k0), p1 & low, (p0 >>> 32) ^ c3 ^ Vector256.Create(k1), p0 & low);
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
        Avx512F.IsSupported
            ? Avx512F.Multiply(left.AsUInt32(), Vector512.Create((ulong)right).AsUInt32())
            : (left & Vector512.Create((ulong)uint.MaxValue)) * Vector512.Create((ulong)right);
}
