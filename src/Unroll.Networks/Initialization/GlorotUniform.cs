using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010, equation 16; also called Xavier).</summary>
/// <param name="Gates">Gates side by side in the columns, at least 1. Each gate is a matrix of its own: fan-in is the rows, fan-out the columns of one gate.</param>
public sealed record GlorotUniform(int Gates = 1) : IInitializer
{
    /// <summary>Gates side by side in the columns.</summary>
    public int Gates { get; } = ParameterRange.Gates(Gates, nameof(Gates));

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var limit = Math.Sqrt(6.0 / ((double)values.Rows + ParameterRange.ColumnsOfGate(values.Columns, Gates)));
        Draw.Uniform(values, random, -limit, limit);
    }
}
