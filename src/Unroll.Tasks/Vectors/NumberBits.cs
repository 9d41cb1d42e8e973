using System;
using System.Numerics;

namespace Unroll.Tasks.Vectors;

/// <summary>Whole numbers as vectors of bits, the highest bit first: 6 in four bits is 0 1 1 0.</summary>
static class NumberBits
{
    /// <summary>Writes a number; its bits beyond the vector's width are none.</summary>
    public static void Write<T>(int number, Span<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (number >> (vector.Length - 1 - i) & 1) == 1 ? T.One : T.Zero;
    }
}
