using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>The same number everywhere; draws nothing.</summary>
/// <param name="Value">The number; finite.</param>
public sealed record Constant(double Value) : IInitializer
{
    /// <summary>The number.</summary>
    public double Value { get; } = ParameterRange.Finite(Value, nameof(Value));

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var r = 0; r < values.Rows; r++)
            values[r].Fill(T.CreateTruncating(Value));
    }
}
