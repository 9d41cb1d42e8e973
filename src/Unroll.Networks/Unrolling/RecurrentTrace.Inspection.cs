using System;

namespace Unroll.Networks.Unrolling;

// What an inspection reads. A pass pays two assignments for it, a step nothing.
public abstract unsafe partial class RecurrentTrace<T>
{
    /// <summary>Whether gates of all steps are kept: not on a trace for inference.</summary>
    internal bool KeepsGates { get; private set; }

    /// <summary>Whether gates lie where the last forward pass left them: no backward pass has run over them.</summary>
    internal bool HasGates { get; private set; }

    /// <summary>Forward passes so far.</summary>
    internal long Passes { get; private set; }

    /// <summary>The layer as its walk knows it.</summary>
    internal RecurrentSetup<T> Setup => _setup;

    /// <summary>Where the next walk back puts the gradients of the states before each step; nowhere where null.</summary>
    internal StateGradientRecord<T>? Record { get; set; }

    /// <summary>Kept values of a gate, one for each unit, at a packed step of a row of the walk.</summary>
    internal abstract void CopyGate(int gate, int step, int row, Span<T> target);
}
