using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Normal, not truncated.</summary>
/// <param name="Mean">Mean; finite.</param>
/// <param name="StandardDeviation">Standard deviation; finite, at least 0.</param>
public sealed record Normal(double Mean, double StandardDeviation) : IInitializer
{
    /// <summary>Mean.</summary>
    public double Mean { get; } = ParameterRange.Finite(Mean, nameof(Mean));

    /// <summary>Standard deviation.</summary>
    public double StandardDeviation { get; } = ParameterRange.NotNegative(StandardDeviation, nameof(StandardDeviation));

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Draw.Normal(values, random, Mean, StandardDeviation);
}
