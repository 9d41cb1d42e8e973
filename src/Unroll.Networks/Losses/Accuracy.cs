using System;
using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>How many targets were predicted by the largest output of their row.</summary>
/// <param name="Correct">Targets that were.</param>
/// <param name="Targets">Targets in all; places with −1 are not counted.</param>
public readonly record struct Accuracy(long Correct, long Targets)
{
    /// <summary>The share predicted, from 0 to 1; NaN without targets.</summary>
    public double Ratio => (double)Correct / Targets;

    /// <summary>Both counts of two measurements together.</summary>
    public static Accuracy operator +(Accuracy left, Accuracy right) => new(left.Correct + right.Correct, left.Targets + right.Targets);

    /// <summary>Compares outputs <c>[steps, batch, classes]</c> with the classes wanted <c>[steps, batch, 1]</c>; −1 where none is. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a target is no class.</exception>
    public static unsafe Accuracy Measure<T>(Sequence<T> outputs, Sequence<int> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TargetChecks.RequireShapes(outputs, targets);
        var rows = new LossRows<T>(outputs, targets, default, T.One);
        long correct = 0;
        for (nint r = 0; r < rows.Count; r++)
        {
            var target = rows.Target(r);
            if (target >= 0 && ArgMax.Of(new ReadOnlySpan<T>(rows.Logits(r), rows.Classes)) == target)
                correct++;
        }
        return new Accuracy(correct, TargetChecks.Count(targets, outputs.Width));
    }
}
