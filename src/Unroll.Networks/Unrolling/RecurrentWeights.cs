using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>A recurrent layer's weights where the parameters hold them, or their gradients. Gate g of unit j is column g · H + j of the gates a matrix covers.</summary>
/// <param name="Input">W: <c>[I, (input-only + shared gates) · H]</c>.</param>
/// <param name="Recurrent">R: <c>[H, (shared + recurrent-only gates) · H]</c>.</param>
/// <param name="Bias">b: <c>[1, G · H]</c>; no memory where the layer has no bias.</param>
/// <param name="Unit">Weights of single units: <c>[P, H]</c>; no memory where there are none.</param>
/// <param name="Gain">What normalised gates are multiplied by: <c>[1, G · H]</c>; no memory where they are not normalised.</param>
/// <param name="Projection">Wp: <c>[H, outputs]</c>; no memory where the output is not projected.</param>
/// <param name="Initial">Learnt initial states: <c>[S, H]</c>, h of a projected layer in its first numbers; no memory where they are not learnt.</param>
public readonly record struct RecurrentWeights<T>(Matrix<T> Input, Matrix<T> Recurrent, Matrix<T> Bias, Matrix<T> Unit, Matrix<T> Gain, Matrix<T> Projection, Matrix<T> Initial)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether there is a bias.</summary>
    public unsafe bool HasBias => Bias.Data != null;
}

/// <summary>Widths of a recurrent layer.</summary>
/// <param name="Layout">The cell's gates and states.</param>
/// <param name="Inputs">Numbers or symbols read at each step, I.</param>
/// <param name="Hidden">Units, H.</param>
/// <param name="Outputs">Numbers given on and fed back: H, or the width of the projection.</param>
public readonly record struct RecurrentShape(CellLayout Layout, int Inputs, int Hidden, int Outputs)
{
    /// <summary>Width of a state: state 0 is as wide as the output.</summary>
    public int StateWidth(int state) => state == 0 ? Outputs : Hidden;
}
