using System;
using System.Numerics;

namespace Unroll.Training.Clipping;

/// <summary>Measures the norm and changes nothing.</summary>
public sealed class NoClipping : IClipping
{
    /// <inheritdoc/>
    public double Apply<T>(Span<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GradientNorm.Of<T>(gradients);
}
