using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>The rows of one measurement with classes, steps · batch of them, in memory order. Shapes and targets have been checked.</summary>
readonly unsafe struct LossRows<T>(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> gradients, T scale, int ignored = -1, bool allHaveTargets = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows.</summary>
    public nint Count => (nint)outputs.Steps * outputs.Batch;

    /// <summary>Numbers in a row.</summary>
    public int Classes => outputs.Width;

    /// <summary>What a gradient is multiplied by.</summary>
    public T Scale => scale;

    /// <summary>Whether gradients are to be written.</summary>
    public bool WantsGradients => !gradients.IsEmpty;

    /// <summary>The outputs of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Logits(nint row) => outputs.Data + row * outputs.Stride;

    /// <summary>The gradients of a row; only where they are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Gradients(nint row) => gradients.Data + row * gradients.Stride;

    /// <summary>The class wanted in a row; −1 for none, for the ignored class, and where the place counts 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Target(nint row)
    {
        var target = Class(row);
        return target == ignored || Weight(row) == T.Zero ? -1 : target;
    }

    /// <summary>The class wanted in a row that is known to have a target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Class(nint row) => targets.Classes.Data[row * targets.Classes.Stride];

    /// <summary>Whether every row is known to have a target.</summary>
    public bool AllHaveTargets => allHaveTargets;

    /// <summary>What a row counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Weight(nint row) => targets.Weights.IsEmpty ? T.One : targets.Weights.Data[row * targets.Weights.Stride];
}
