using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Fills matrices with independent draws, row by row. Drawn in double and rounded to T, so float and double networks of one seed start alike.</summary>
static class Draw
{
    /// <summary>Uniform in [low, high).</summary>
    public static void Uniform<T>(Matrix<T> values, RandomStream random, double low, double high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var r = 0; r < values.Rows; r++)
            foreach (ref var value in values[r])
                value = T.CreateTruncating(low + (high - low) * random.NextDouble());
    }

    /// <summary>Normal with this mean and standard deviation.</summary>
    public static void Normal<T>(Matrix<T> values, RandomStream random, double mean, double deviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var r = 0; r < values.Rows; r++)
            foreach (ref var value in values[r])
                value = T.CreateTruncating(mean + deviation * random.NextNormal());
    }
}
