using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Uniform in ±√(6 / fan-in), for rectifiers (He, Zhang, Ren and Sun 2015). Fan-in is the rows, so gates make no difference.</summary>
public sealed record HeUniform : IInitializer
{
    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var limit = Math.Sqrt(6.0 / values.Rows);
        Draw.Uniform(values, random, -limit, limit);
    }
}
