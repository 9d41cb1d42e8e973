using System;
using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Clipping;

/// <summary>Clips each gradient on its own to −most … most.</summary>
/// <param name="most">The largest magnitude: finite, above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The largest magnitude is out of range.</exception>
public sealed class ValueClipping(double most) : IClipping
{
    readonly LaneWidth _width = LaneWidths.Widest;

    /// <summary>The largest magnitude.</summary>
    public double Most { get; } = OptionRange.Positive(most, "Value");

    /// <inheritdoc/>
    public double Apply<T>(Span<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var norm = GradientNorm.Of<T>(gradients);
        if (double.IsFinite(norm))
            VectorOperations.Clamp(gradients, T.CreateChecked(Most), _width);
        return norm;
    }
}
