using System;
using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Clipping;

/// <summary>Clips by the global norm (Pascanu, Mikolov and Bengio 2013): where most / (norm + 1e-6) is below 1, all gradients are multiplied by it; PyTorch's <c>clip_grad_norm_</c>.</summary>
/// <param name="most">The largest norm: finite, above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The largest norm is out of range.</exception>
public sealed class NormClipping(double most) : IClipping
{
    const double Margin = 1e-6;

    readonly LaneWidth _width = LaneWidths.Widest;

    /// <summary>The largest norm.</summary>
    public double Most { get; } = OptionRange.Positive(most, "Norm");

    /// <inheritdoc/>
    public double Apply<T>(Span<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var norm = GradientNorm.Of<T>(gradients);
        var factor = Most / (norm + Margin);
        if (double.IsFinite(norm) && factor < 1)
            VectorOperations.Scale(gradients, T.CreateChecked(factor), _width);
        return norm;
    }
}
