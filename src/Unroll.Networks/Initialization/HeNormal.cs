using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Normal of variance 2 / fan-in, not truncated, for rectifiers (He, Zhang, Ren and Sun 2015). Fan-in is the rows, so gates make no difference.</summary>
public sealed record HeNormal : IInitializer
{
    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Draw.Normal(values, random, 0, Math.Sqrt(2.0 / values.Rows));
}
