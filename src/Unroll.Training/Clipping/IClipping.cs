using System;
using System.Numerics;

namespace Unroll.Training.Clipping;

/// <summary>Keeps gradients within bounds.</summary>
public interface IClipping
{
    /// <summary>Bounds the gradients in place and returns their 2-norm from before. Where that is not finite they are left as they are, to be looked at. Allocates nothing.</summary>
    double Apply<T>(Span<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
