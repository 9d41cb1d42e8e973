using System;
using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>The checks that everything which compares outputs with target classes makes at its door.</summary>
static unsafe class TargetChecks
{
    /// <summary>Refuses outputs and targets of different steps or batch, and outputs without a class.</summary>
    public static void RequireShapes<T>(Sequence<T> outputs, Sequence<int> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (outputs.Width < 1)
            throw new ArgumentException($"Outputs have width {outputs.Width}; at least one class is needed.", nameof(outputs));
        if ((targets.Steps, targets.Batch, targets.Width) != (outputs.Steps, outputs.Batch, 1))
            throw new ArgumentException($"Targets have shape [{targets.Steps}, {targets.Batch}, {targets.Width}], expected [{outputs.Steps}, {outputs.Batch}, 1] as the outputs have.", nameof(targets));
    }

    /// <summary>Refuses values where classes are wanted.</summary>
    public static void RequireClasses<T>(LossTargets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (targets.AreValues)
            throw new ArgumentException($"Targets are values of width {targets.Values.Width}, but this loss compares with classes; give classes, or use a loss for values.", nameof(targets));
    }

    /// <summary>How many places have a target; refuses a target that is no class and not −1.</summary>
    public static long Count(Sequence<int> targets, int classes)
    {
        var rows = (nint)targets.Steps * targets.Batch;
        long count = 0;
        for (nint row = 0; row < rows; row++)
        {
            var target = targets.Data[row * targets.Stride];
            if ((uint)(target + 1) > (uint)classes)
                ThrowTarget(target, row, targets.Batch, classes);
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }

    static void ThrowTarget(int target, nint row, int batch, int classes) =>
        throw new ArgumentOutOfRangeException(nameof(target), target, $"Target {target} at step {row / batch}, row {row % batch} is no class; expected 0 to {classes - 1}, or -1 for none.");
}
