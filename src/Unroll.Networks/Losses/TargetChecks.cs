using System;
using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>The checks that everything which compares outputs with targets makes at its door.</summary>
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

    /// <summary>Refuses gradients of another shape than the outputs, unless they are empty.</summary>
    public static void RequireGradients<T>(Sequence<T> outputs, Sequence<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!gradients.IsEmpty && (gradients.Steps, gradients.Batch, gradients.Width) != (outputs.Steps, outputs.Batch, outputs.Width))
            throw new ArgumentException($"Gradients have shape [{gradients.Steps}, {gradients.Batch}, {gradients.Width}], outputs [{outputs.Steps}, {outputs.Batch}, {outputs.Width}]; give both one shape, or empty gradients.", nameof(gradients));
    }

    /// <summary>Refuses values where classes are wanted.</summary>
    public static void RequireClasses<T>(LossTargets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (targets.AreValues)
            throw new ArgumentException($"Targets are values of width {targets.Values.Width}, but this loss compares with classes; give classes, or use a loss for values.", nameof(targets));
    }

    /// <summary>Refuses classes where values are wanted.</summary>
    public static void RequireValues<T>(LossTargets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!targets.AreValues)
            throw new ArgumentException("Targets are classes, but this loss compares with values; give values, or use a cross-entropy.", nameof(targets));
    }

    /// <summary>How many places have a target; refuses a target that is no class and neither −1 nor ignored.</summary>
    public static long Count(Sequence<int> targets, int classes, int ignored = -1)
    {
        var rows = (nint)targets.Steps * targets.Batch;
        long count = 0;
        for (nint row = 0; row < rows; row++)
        {
            var target = targets.Data[row * targets.Stride];
            if (target == ignored)
                continue;
            if ((uint)(target + 1) > (uint)classes)
                ThrowTarget(target, row, targets.Batch, classes);
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }

    /// <summary>Places with a class, what they count together with their classes' weights, and whether any counts other than 0 or 1. Refuses what is no class or no weight.</summary>
    public static (long Places, double Weight, bool Uneven) Tally<T>(in LossRows<T> rows, int batch, T* classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long places = 0;
        double sum = 0;
        var uneven = classWeights != null;
        for (nint row = 0; row < rows.Count; row++)
        {
            var weight = rows.Weight(row);
            if (!IsWeight(weight))
                ThrowWeight(weight, row, batch);
            var target = rows.Target(row);
            if (target == -1)
                continue;
            if ((uint)target >= (uint)rows.Classes)
                ThrowTarget(target, row, batch, rows.Classes);
            places++;
            uneven |= weight != T.One;
            sum += double.CreateTruncating(weight) * (classWeights == null ? 1 : double.CreateTruncating(classWeights[target]));
        }
        return (places, sum, uneven);
    }

    /// <summary>Places with values, and what they count together. Refuses what the rule does not allow, and what is no weight.</summary>
    public static (long Places, double Weight) Tally<T, TRule>(LossTargets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IPointRule<T>
    {
        Sequence<T> values = targets.Values, weights = targets.Weights;
        var rows = (nint)values.Steps * values.Batch;
        long places = 0;
        double sum = 0;
        for (nint row = 0; row < rows; row++)
        {
            var weight = weights.IsEmpty ? T.One : weights.Data[row * weights.Stride];
            if (!IsWeight(weight))
                ThrowWeight(weight, row, values.Batch);
            if (weight == T.Zero)
                continue;
            var wanted = values.Data + row * values.Stride;
            for (var column = 0; column < values.Width; column++)
            {
                if (!TRule.Allows(wanted[column]))
                    ThrowValue(wanted[column], row, column, values.Batch, TRule.Wanted);
            }
            places++;
            sum += double.CreateTruncating(weight);
        }
        return (places, sum);
    }

    static bool IsWeight<T>(T weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => weight >= T.Zero && !T.IsInfinity(weight);

    static void ThrowTarget(int target, nint row, int batch, int classes) =>
        throw new ArgumentOutOfRangeException(nameof(target), target, $"Target {target} at step {row / batch}, row {row % batch} is no class; expected 0 to {classes - 1}, or -1 for none.");

    static void ThrowWeight<T>(T weight, nint row, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new ArgumentOutOfRangeException(nameof(weight), weight, $"Target weight {weight} at step {row / batch}, row {row % batch} is not allowed; expected a finite number of at least 0.");

    static void ThrowValue<T>(T value, nint row, int column, int batch, string wanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new ArgumentOutOfRangeException(nameof(value), value, $"Target value {value} at step {row / batch}, row {row % batch}, column {column} is not allowed; expected {wanted}. Where nothing is wanted, give the place weight 0.");
}
