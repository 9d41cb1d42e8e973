using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Training;

namespace Unroll.Mpi.Exchange;

/// <summary>Short sums of a vector's bits, part by part, to compare ranks by. Against accidents, not against forgers.</summary>
static class VectorDigest
{
    /// <summary>Parts of a vector that are told apart.</summary>
    internal const int Parts = 128;

    const ulong First = 0x9E3779B185EBCA87, Second = 0xC2B2AE3D27D4EB4F;   // odd, with bits at random: those of xxHash

    /// <summary>A digest for each part.</summary>
    internal static void Fill<T>(ReadOnlySpan<T> values, Span<ulong> digests)
        where T : unmanaged
    {
        for (var part = 0; part < Parts; part++)
        {
            var (start, end) = PartRange.Of(values.Length, 1, part, Parts);
            digests[part] = Of(MemoryMarshal.AsBytes(values[start..end]));
        }
    }

    /// <summary>The digest of some bytes.</summary>
    internal static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong a = First, b = Second, c = ~First, d = ~Second;
        var i = 0;
        for (; i <= words.Length - 4; i += 4)
        {
            a = Mix(a, words[i]);
            b = Mix(b, words[i + 1]);
            c = Mix(c, words[i + 2]);
            d = Mix(d, words[i + 3]);
        }
        for (; i < words.Length; i++)
            a = Mix(a, words[i]);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            b = Mix(b, rest);
        return Mix(Mix(Mix(Mix((ulong)bytes.Length, a), b), c), d);
    }

    // Each step can be undone, so two vectors that differ in one word never meet.
    static ulong Mix(ulong state, ulong word) => BitOperations.RotateLeft((state ^ word) * First, 31) * Second;
}
