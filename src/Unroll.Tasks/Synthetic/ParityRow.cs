using System;
using System.Diagnostics;
using Unroll.Numerics.Shapes;

namespace Unroll.Tasks.Synthetic;

/// <summary>Writes one bit string into a batch: its bits as symbols, its parities as targets.</summary>
static class ParityRow
{
    /// <summary>Fills row <paramref name="row"/> of <paramref name="symbols"/> and <paramref name="targets"/>, both <c>[steps, rows, 1]</c>, from a string of that many steps.</summary>
    public static unsafe void Write(ReadOnlySpan<ulong> words, Sequence<int> symbols, Sequence<int> targets, int row, ParityReading reading)
    {
        Debug.Assert(symbols.Steps == targets.Steps && symbols.Batch == targets.Batch && words.Length * 64 >= symbols.Steps, "shape");
        var rows = symbols.Batch;
        var symbol = symbols.Row(0, row);
        var target = targets.Row(0, row);
        var carry = 0UL;   // parity of all words before: 0 or 1
        for (var start = 0; start < symbols.Steps; start += 64)
        {
            var bits = words[start / 64];
            var parities = Prefix(bits) ^ (0UL - carry);
            var wanted = reading == ParityReading.Inclusive ? parities : parities << 1 | carry;
            carry = parities >> 63;
            var end = Math.Min(64, symbols.Steps - start);
            for (var i = 0; i < end; i++)
            {
                *symbol = (int)(bits >> i & 1);
                *target = (int)(wanted >> i & 1);
                symbol += rows;
                target += rows;
            }
        }
    }

    // Bit i of the result is the parity of bits 0 to i.
    static ulong Prefix(ulong bits)
    {
        for (var shift = 1; shift < 64; shift *= 2)
            bits ^= bits << shift;
        return bits;
    }
}
