using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Products;

/// <summary>The same products in the plainest way; what the fast ones are held against.</summary>
static unsafe class PlainGemm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary><c>result = left · right</c>, either factor transposed if asked, each sum in the order of the depth with one rounding a step.</summary>
    public static void SetProduct(Matrix<T> left, bool leftTransposed, Matrix<T> right, bool rightTransposed, Matrix<T> result)
    {
        var depth = leftTransposed ? left.Rows : left.Columns;
        for (var row = 0; row < result.Rows; row++)
        {
            for (var column = 0; column < result.Columns; column++)
            {
                var sum = T.Zero;
                for (var k = 0; k < depth; k++)
                    sum = T.FusedMultiplyAdd(leftTransposed ? left[k][row] : left[row][k], rightTransposed ? right[column][k] : right[k][column], sum);
                result[row][column] = sum;
            }
        }
    }
}
