using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>A recurrent layer's weights where the parameters hold them, or their gradients. Gate g of unit j is column g · H + j of the gates a matrix covers.</summary>
/// <param name="Input">W: <c>[I, (input-only + shared gates) · H]</c>.</param>
/// <param name="Recurrent">R: <c>[H, (shared + recurrent-only gates) · H]</c>.</param>
/// <param name="Bias">b: <c>[1, G · H]</c>; no memory where the layer has no bias.</param>
public readonly record struct RecurrentWeights<T>(Matrix<T> Input, Matrix<T> Recurrent, Matrix<T> Bias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether there is a bias.</summary>
    public unsafe bool HasBias => Bias.Data != null;
}

/// <summary>Widths of a recurrent layer.</summary>
/// <param name="Layout">The cell's gates and states.</param>
/// <param name="Inputs">Numbers or symbols read at each step, I.</param>
/// <param name="Hidden">Units, H.</param>
public readonly record struct RecurrentShape(CellLayout Layout, int Inputs, int Hidden);
