using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Uniform in [low, high), rounded to the number type (which may round up to high itself).</summary>
/// <param name="Low">Least; finite.</param>
/// <param name="High">Limit; finite, at least <paramref name="Low"/>.</param>
public sealed record Uniform(double Low, double High) : IInitializer
{
    /// <summary>Least.</summary>
    public double Low { get; } = ParameterRange.Finite(Low, nameof(Low));

    /// <summary>Limit.</summary>
    public double High { get; } = double.IsFinite(High - Low) && High >= Low
        ? High
        : throw new ArgumentOutOfRangeException(nameof(High), High, $"High is {High} and Low is {Low}; use finite numbers with High at least Low.");

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Draw.Uniform(values, random, Low, High);
}
