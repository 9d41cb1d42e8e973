using System;
using System.Numerics;

namespace Unroll.Numerics.Random;

/// <summary>
/// Fills vectors with two values at random: the masks of dropout and zoneout. Number i of a mask is a function of key, place and i alone (Philox 4×32-10, sixteen bits for each
/// number), so a mask can be made again, in any order and at any lane width, with the same bits.
/// </summary>
public static class RandomMask
{
    /// <summary>Numbers that one block of random bits decides.</summary>
    const int NumbersOfBlock = 8;

    /// <summary>Fills a vector.</summary>
    /// <param name="target">The vector.</param>
    /// <param name="share">Probability of <paramref name="chosen"/>, from 0 to 1; rounded to a multiple of 2^-16.</param>
    /// <param name="chosen">The value that is drawn with this probability.</param>
    /// <param name="other">The value of the rest.</param>
    /// <param name="key">The seed.</param>
    /// <param name="place">Which mask of the seed: different for each row, step and purpose.</param>
    /// <param name="series">A third number that tells masks apart, for example the pass.</param>
    public static void Fill<T>(Span<T> target, double share, T chosen, T other, ulong key, ulong place, uint series)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Give a probability, from 0 to 1.");
        var limit = (uint)Math.Round(share * 65536);
        for (var start = 0; start < target.Length; start += NumbersOfBlock)
        {
            var (a, b, c, d) = RandomStream.Philox((uint)(start / NumbersOfBlock), series, (uint)place, (uint)(place >> 32), (uint)key, (uint)(key >> 32));
            var numbers = target.Slice(start, Math.Min(NumbersOfBlock, target.Length - start));
            for (var i = 0; i < numbers.Length; i++)
            {
                var word = (i >> 1) switch { 0 => a, 1 => b, 2 => c, _ => d };
                numbers[i] = ((word >> (16 * (i & 1))) & 0xFFFF) < limit ? chosen : other;
            }
        }
    }
}
