using System;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>
/// A recurrent cell: its layout and the equations of one hidden unit, forward and backward, written once over any kind of number.
/// Time, batch, products, memory, threads and vector width are not its business.
/// </summary>
/// <remarks>
/// A gate's pre-activation (weights times input, plus weights times previous output, plus bias) is ready when <see cref="Forward"/> runs.
/// Pre-activation, kept value and gradient of a gate may share memory, so every method reads everything before it writes anything.
/// A backward pass may read what was kept and the states before the step, not those after it: something may have been done to them (zoneout).
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

    /// <summary>
    /// The first half of a step of a staged cell (<see cref="CellLayout.LateGates"/>), whose last gates read not the previous output but something made
    /// of it and of the first gates, unit by unit: the reset state r ⊙ h of the GRU as it was first published. From the early gates' pre-activations and
    /// previous states to their kept values and to what the late gates are fed with. <see cref="Forward"/> then finds in
    /// <see cref="ForwardUnit{L, T}.Gate"/> of an early gate what was kept here, and keeps the late gates only.
    /// </summary>
    static virtual void Early<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T> => throw new NotSupportedException("This cell has one stage.");

    /// <summary>
    /// The second half of a staged cell's way back: from the early gates' kept values and the gradient of the feed to the gradients of the early gates;
    /// adds to those of previous states. <see cref="Backward"/>, which came first, has set the gradients of the late gates and left alone the kept values
    /// read here; what else is needed of it goes through <see cref="BackwardUnit{L, T}.Leave"/>.
    /// </summary>
    static virtual void EarlyBackward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T> => throw new NotSupportedException("This cell has one stage.");
}
