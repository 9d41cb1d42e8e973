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
/// With label smoothing ε the one-hot row becomes (1 − ε) · one-hot + ε / classes; with weights per class every term of the sum over classes counts as
/// its class does, and a mean is divided by the sum of the weights of the targets (PyTorch's semantics). A place's own weight multiplies all of that.
/// The largest term of Σ is exactly 1 and is kept apart from the rest, so a loss near 0 and the gradient at its target keep their relative accuracy.
/// All widths give the same bits, and places without a target change none. Nothing is allocated. A NaN among the logits of a row with a target, or a +∞, makes the loss NaN.
/// </remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class SoftmaxCrossEntropy<T> : ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly LaneWidth _width;
    readonly int _ignored;
    readonly double _smoothing;
    readonly T[]? _classWeights;   // filled up with zeros to whole lanes
    readonly int _classWeightCount;

    /// <summary>A loss that sums or averages over its targets.</summary>
    /// <param name="reduction">Sum: the gradient is scaled by 1. Mean: by 1 / targets of the batch.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public SoftmaxCrossEntropy(LossReduction reduction, LaneWidth? width = null)
        : this(new CrossEntropyOptions { Reduction = reduction }, width)
    {
    }

    /// <summary>A loss of these settings.</summary>
    /// <param name="options">Reduction, class to ignore, smoothing, weights per class.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public SoftmaxCrossEntropy(CrossEntropyOptions options, LaneWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Reduction = options.Reduction;
        _width = width ?? LaneWidths.Widest;
        _ignored = options.IgnoreIndex;
        _smoothing = options.LabelSmoothing;
        if (options.ClassWeights is { } weights)
        {
            _classWeightCount = weights.Count;
            _classWeights = new T[(weights.Count + ManyClassSoftmax.Parts - 1) / ManyClassSoftmax.Parts * ManyClassSoftmax.Parts];
            for (var c = 0; c < weights.Count; c++)
                _classWeights[c] = T.CreateTruncating(weights[c]);
        }
    }

    /// <inheritdoc/>
    public LossReduction Reduction { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The targets are values, or shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no class and neither −1 nor ignored; or a weight is negative or not finite.</exception>
    public LossValue Measure(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> outputGradients)
    {
        TargetChecks.RequireClasses(targets);
        TargetChecks.RequireShapes(outputs, targets.Classes);
        TargetChecks.RequireGradients(outputs, outputGradients);
        if (_classWeights is not null && _classWeightCount != outputs.Width)
            throw new ArgumentException($"The loss has weights for {_classWeightCount} classes, but outputs have width {outputs.Width}; give one for each class.", nameof(outputs));
        return _classWeights is null && _smoothing == 0 && targets.Weights.IsEmpty
            ? MeasurePlain(outputs, targets, outputGradients, TargetChecks.Count(targets.Classes, outputs.Width, _ignored))
            : MeasureWeighted(outputs, targets, outputGradients);
    }

    LossValue MeasurePlain(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> gradients, long count)
    {
        var scale = Reduction == LossReduction.Mean && count > 0 ? T.CreateTruncating(1.0 / count) : T.One;
        var sum = Sum(new LossRows<T>(outputs, targets, gradients, scale, _ignored, count == (long)outputs.Steps * outputs.Batch));
        return new LossValue(sum, count, Reduction == LossReduction.Mean && count > 0 ? sum / count : sum);
    }

    LossValue MeasureWeighted(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> gradients)
    {
        fixed (T* classWeights = _classWeights)
        {
            var rows = new LossRows<T>(outputs, targets, gradients, T.One, _ignored);
            var (places, weight, uneven) = TargetChecks.Tally(rows, outputs.Batch, classWeights);
            if (!uneven && _smoothing == 0)
                return MeasurePlain(outputs, targets, gradients, places);
            var isMean = Reduction == LossReduction.Mean && weight > 0;
            var sum = SumWeighted(rows, new ClassShares<T>(classWeights, outputs.Width, _smoothing, isMean ? 1 / weight : 1));
            return new LossValue(sum, places, isMean ? sum / weight : sum) { Weight = weight };
        }
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

    double SumWeighted(in LossRows<T> rows, in ClassShares<T> shares) => _width switch
    {
        LaneWidth.Bits512 => WeightedSoftmax.Sum<Lane512<T>, T>(rows, shares),
        LaneWidth.Bits256 => WeightedSoftmax.Sum<Lane256<T>, T>(rows, shares),
        LaneWidth.Bits128 => WeightedSoftmax.Sum<Lane128<T>, T>(rows, shares),
        _ => WeightedSoftmax.Sum<Scalar<T>, T>(rows, shares),
    };
}
