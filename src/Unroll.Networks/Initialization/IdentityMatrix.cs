using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>The identity for each gate; draws nothing. Of recurrent weights it makes the IRNN: units that, left alone, keep what they have (Le, Jaitly and Hinton 2015).</summary>
/// <remarks>A block that is not square has ones on its main diagonal and zeros elsewhere.</remarks>
/// <param name="Gates">Gates side by side in the columns, at least 1.</param>
/// <param name="Gain">What stands on the diagonal; finite, above 0. Below 1 makes memories fade, as their scaled identity does.</param>
public sealed record IdentityMatrix(int Gates = 1, double Gain = 1) : IInitializer
{
    /// <summary>Gates side by side in the columns.</summary>
    public int Gates { get; } = ParameterRange.Gates(Gates, nameof(Gates));

    /// <summary>What stands on the diagonal.</summary>
    public double Gain { get; } = ParameterRange.Positive(Gain, nameof(Gain));

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = ParameterRange.ColumnsOfGate(values.Columns, Gates);
        values.Clear();
        for (var row = 0; row < values.Rows && row < columns; row++)
        {
            for (var gate = 0; gate < Gates; gate++)
                values[row][gate * columns + row] = T.CreateTruncating(Gain);
        }
    }
}
