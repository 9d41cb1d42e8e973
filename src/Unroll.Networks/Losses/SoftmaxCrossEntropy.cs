using System;
using System.Numerics;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>
/// Softmax and cross-entropy in one, from logits: −log softmax(z)[target] = log Σ e^(z_j − m) + m − z_target with m the largest logit,
/// so that nothing overflows. The gradient of a row is (softmax − one-hot) · scale.
/// </summary>
/// <remarks>
/// The largest term of Σ is exactly 1 and is kept apart from the rest, so a loss near 0 and the gradient at its target keep their relative accuracy.
/// All widths give the same bits. Nothing is allocated. A NaN among the logits of a row with a target, or a +∞, makes the loss NaN.
/// </remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class SoftmaxCrossEntropy<T> : ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly LaneWidth _width;

    /// <summary>A loss that sums or averages over its targets.</summary>
    /// <param name="reduction">Sum: the gradient is scaled by 1. Mean: by 1 / targets of the batch.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public SoftmaxCrossEntropy(LossReduction reduction, LaneWidth? width = null)
    {
        if (!Enum.IsDefined(reduction))
            throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "Use Sum or Mean.");
        Reduction = reduction;
        _width = width ?? LaneWidths.Widest;
    }

    /// <inheritdoc/>
    public LossReduction Reduction { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is below −1 or not below the number of classes.</exception>
    public LossValue Measure(Sequence<T> outputs, Sequence<int> targets, Sequence<T> outputGradients)
    {
        LossTargets.RequireShapes(outputs, targets);
        if (!outputGradients.IsEmpty && (outputGradients.Steps, outputGradients.Batch, outputGradients.Width) != (outputs.Steps, outputs.Batch, outputs.Width))
            throw new ArgumentException($"Gradients have shape [{outputGradients.Steps}, {outputGradients.Batch}, {outputGradients.Width}], outputs [{outputs.Steps}, {outputs.Batch}, {outputs.Width}]; give both one shape, or empty gradients.", nameof(outputGradients));
        var count = LossTargets.Count(targets, outputs.Width);
        var scale = Reduction == LossReduction.Mean && count > 0 ? T.CreateTruncating(1.0 / count) : T.One;
        var sum = Sum(new LossRows<T>(outputs, targets, outputGradients, scale));
        return new LossValue(sum, count, Reduction == LossReduction.Mean && count > 0 ? sum / count : sum);
    }

    double Sum(in LossRows<T> rows) => _width switch
    {
        LaneWidth.Bits512 => Sum<Lane512<T>>(rows),
        LaneWidth.Bits256 => Sum<Lane256<T>>(rows),
        LaneWidth.Bits128 => Sum<Lane128<T>>(rows),
        _ => Sum<Scalar<T>>(rows),
    };

    static double Sum<L>(in LossRows<T> rows)
        where L : struct, IVectorLane<L, T> =>
        rows.Classes <= FewClassSoftmax.MostClasses ? FewClassSoftmax.Sum<L, T>(rows) : ManyClassSoftmax.Sum<L, T>(rows);
}
