using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>One value for each row.</summary>
/// <param name="rows">The values, first row first.</param>
public sealed class RowValues(IReadOnlyList<double> rows) : IInitializer
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is not one value for each row.</exception>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.Rows != rows.Count)
            throw new ArgumentException($"{rows.Count} values were given for {values.Rows} rows; give one for each row.", nameof(values));
        for (var row = 0; row < values.Rows; row++)
            values[row].Fill(T.CreateTruncating(rows[row]));
    }
}
