using System;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;

namespace Unroll.Training;

/// <summary>
/// Brings the batches of one worker's step together to what one large batch of all their sequences would have given. Losses that are summed add up; means are weighted by what their targets count,
/// as a running mean a ← a + (g − a) · n / N, in which no intermediate number is larger than what goes in.
/// </summary>
sealed class BatchSum<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Memory<T> _gradients;   // [parameters]; empty where a step has one batch
    readonly bool _isMean;
    readonly LaneWidth _width = LaneWidths.Widest;
    int _batches;
    int _sequences;
    LossValue _loss;

    internal BatchSum(int parameters, int batches, LossReduction reduction)
    {
        _gradients = AlignedVector.Allocate<T>(batches > 1 ? parameters : 0);
        _isMean = reduction == LossReduction.Mean;
    }

    internal void Clear() => (_batches, _sequences, _loss) = (0, 0, default);

    /// <summary>Adds a batch whose gradients have just been computed; the next backward pass overwrites them.</summary>
    internal void Add(ReadOnlySpan<T> gradients, LossValue loss, int sequences)
    {
        var weight = _loss.Weight + loss.Weight;
        var share = _loss.Weight == 0 ? 1.0 : loss.Weight / weight;
        if (_gradients.Length > 0)
            AddGradients(gradients, share);
        var objective = !_isMean ? _loss.Objective + loss.Objective
            : share == 1 ? loss.Objective
            : _loss.Objective + (loss.Objective - _loss.Objective) * share;
        _loss = new LossValue(_loss.Sum + loss.Sum, _loss.Targets + loss.Targets, objective) { Weight = weight };
        _sequences += sequences;
        _batches++;
    }

    /// <summary>Writes the gradients of all batches together, zeros where there was none, and tells the totals.</summary>
    internal void Finish(Span<T> gradients, StepTotals totals)
    {
        if (_batches == 0)
        {
            gradients.Clear();
            return;
        }
        if (_gradients.Length > 0)
            _gradients.Span.CopyTo(gradients);
        totals.Add(_loss, _sequences);
    }

    // A mean without targets before this batch has gradients of zero: this batch's take their place.
    void AddGradients(ReadOnlySpan<T> gradients, double share)
    {
        var sum = _gradients.Span;
        if (_batches == 0 || (_isMean && share == 1))
            gradients.CopyTo(sum);
        else if (_isMean)
            VectorOperations.AddShare(sum, gradients, T.CreateChecked(share), _width);
        else
            VectorOperations.SetSum(sum, gradients, sum, _width);
    }
}
