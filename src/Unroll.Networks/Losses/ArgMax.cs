using System;
using System.Numerics;

namespace Unroll.Networks.Losses;

/// <summary>The class that a row of outputs stands for.</summary>
public static class ArgMax
{
    /// <summary>The place of the largest number, the first of equals. −1 where the row is empty or holds a NaN: such a row says nothing and must count as wrong.</summary>
    public static int Of<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var best = -1;
        for (var c = 0; c < row.Length; c++)
        {
            if (T.IsNaN(row[c]))
                return -1;
            if (best < 0 || row[c] > row[best])
                best = c;
        }
        return best;
    }
}
