using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Draws the first values of a parameter segment.</summary>
public interface IInitializer
{
    /// <summary>Writes every number of the segment, from this stream alone.</summary>
    void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;
}
