using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>
/// A recurrent cell: its layout and the equations of one hidden unit, forward and backward, written once over any kind of number.
/// Time, batch, products, memory, threads and vector width are not its business.
/// </summary>
/// <remarks>
/// A gate's pre-activation (weights times input, plus weights times previous output, plus bias) is ready when <see cref="Forward"/> runs.
/// Pre-activation, kept value and gradient of a gate may share memory, so both methods read everything before they write anything.
/// </remarks>
public interface ICellMath
{
    /// <summary>Gates and states.</summary>
    static abstract CellLayout Layout { get; }

    /// <summary>From gates' pre-activations and previous states to kept values and new states.</summary>
    static abstract void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>;

    /// <summary>From kept values, states and the gradients of the new states to the gradients of pre-activations and of previous states.</summary>
    static abstract void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>;
}
