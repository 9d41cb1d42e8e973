using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Zero everywhere; draws nothing.</summary>
public sealed record Zeros : IInitializer
{
    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => values.Clear();
}
