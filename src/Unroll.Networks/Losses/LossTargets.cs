using System;
using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>
/// What a network should have written: either one class for each step and row <c>[steps, batch, 1]</c>, or values <c>[steps, batch, width]</c>;
/// with a weight for each step and row where not all count alike.
/// </summary>
/// <remarks>A place has no target where its class is −1 or its weight is 0: it adds nothing to the loss, its gradient is zero, and its values are not looked at.</remarks>
/// <typeparam name="T">The number.</typeparam>
public readonly struct LossTargets<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Classes.</summary>
    /// <param name="classes">The class wanted <c>[steps, batch, 1]</c>, from 0 to the number of classes − 1; −1 where none is.</param>
    /// <param name="weights">What each place counts <c>[steps, batch, 1]</c>, at least 0; empty where all count 1.</param>
    /// <exception cref="ArgumentException">The weights are of another shape.</exception>
    public LossTargets(Sequence<int> classes, Sequence<T> weights = default)
    {
        RequireWeights(weights, classes.Steps, classes.Batch);
        Classes = classes;
        Weights = weights;
    }

    /// <summary>Values.</summary>
    /// <param name="values">The numbers wanted <c>[steps, batch, width]</c>.</param>
    /// <param name="weights">What each place counts <c>[steps, batch, 1]</c>, at least 0, 0 where nothing is wanted; empty where all count 1.</param>
    /// <exception cref="ArgumentException">The weights are of another shape.</exception>
    public LossTargets(Sequence<T> values, Sequence<T> weights = default)
    {
        RequireWeights(weights, values.Steps, values.Batch);
        Values = values;
        Weights = weights;
    }

    /// <summary>The classes; empty where the targets are values.</summary>
    public Sequence<int> Classes { get; }

    /// <summary>The values; empty where the targets are classes.</summary>
    public Sequence<T> Values { get; }

    /// <summary>What each place counts <c>[steps, batch, 1]</c>; empty where all count 1.</summary>
    public Sequence<T> Weights { get; }

    /// <summary>Whether the targets are values.</summary>
    public bool AreValues => !Values.IsEmpty;

    /// <summary>Steps, T.</summary>
    public int Steps => AreValues ? Values.Steps : Classes.Steps;

    /// <summary>Rows at each step, B.</summary>
    public int Batch => AreValues ? Values.Batch : Classes.Batch;

    /// <summary>Classes that all count alike.</summary>
    public static implicit operator LossTargets<T>(Sequence<int> classes) => new(classes);

    /// <summary>Values that all count alike.</summary>
    public static implicit operator LossTargets<T>(Sequence<T> values) => new(values);

    static void RequireWeights(Sequence<T> weights, int steps, int batch)
    {
        if (!weights.IsEmpty && (weights.Steps, weights.Batch, weights.Width) != (steps, batch, 1))
            throw new ArgumentException($"Target weights have shape [{weights.Steps}, {weights.Batch}, {weights.Width}], expected [{steps}, {batch}, 1]: one for each step and row.", nameof(weights));
    }
}
