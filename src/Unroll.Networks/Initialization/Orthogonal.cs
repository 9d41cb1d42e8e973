using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>
/// Random orthogonal matrices, one for each gate, drawn uniformly among all of them (Haar; Saxe, McClelland and Ganguli 2014).
/// A block with more rows than columns has orthonormal columns, one with more columns orthonormal rows.
/// </summary>
/// <remarks>
/// Q of the QR factorisation of a normal matrix, its columns signed so that R has a positive diagonal (Mezzadri 2007: without it Q is not uniform).
/// Computed in double and rounded; the gates are drawn one after another. The bits do not depend on the processor's vector width.
/// </remarks>
/// <param name="Gates">Gates side by side in the columns, at least 1.</param>
/// <param name="Gain">What every number is multiplied by; finite, above 0.</param>
public sealed record Orthogonal(int Gates = 1, double Gain = 1) : IInitializer
{
    /// <summary>Gates side by side in the columns.</summary>
    public int Gates { get; } = ParameterRange.Gates(Gates, nameof(Gates));

    /// <summary>What every number is multiplied by.</summary>
    public double Gain { get; } = ParameterRange.Positive(Gain, nameof(Gain));

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        var columns = ParameterRange.ColumnsOfGate(values.Columns, Gates);
        var reflectors = new Reflectors(Math.Max(values.Rows, columns), Math.Min(values.Rows, columns));
        for (var gate = 0; gate < Gates; gate++)
        {
            reflectors.Factor(random);
            for (var k = 0; k < reflectors.Count; k++)
                Write(reflectors.Column(k), k, values, gate * columns, columns);
        }
    }

    // Column k of the tall factor is column k of a tall block and row k of a wide one.
    void Write<T>(ReadOnlySpan<double> column, int k, Matrix<T> values, int firstColumn, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.Rows >= columns)
        {
            for (var r = 0; r < values.Rows; r++)
                values[r][firstColumn + k] = T.CreateTruncating(Gain * column[r]);
        }
        else
        {
            var row = values[k];
            for (var c = 0; c < columns; c++)
                row[firstColumn + c] = T.CreateTruncating(Gain * column[c]);
        }
    }
}
