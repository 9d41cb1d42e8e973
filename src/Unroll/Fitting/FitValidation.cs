using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>Measures a network on the sequences kept aside.</summary>
/// <param name="measure">Runs it over them and adds to the metrics.</param>
/// <param name="loss">What training makes small.</param>
/// <param name="hasClasses">Whether the targets are classes.</param>
sealed class FitValidation<T>(Action<IReadOnlyList<IMetric<T>>> measure, ILoss<T> loss, bool hasClasses)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly LossMetric<T> _loss = new(loss);
    readonly AccuracyMetric<T> _accuracy = new();

    /// <summary>Mean loss of a target, and the share of classes that are right; NaN for values.</summary>
    public (double Loss, double Accuracy) Measure()
    {
        if (!hasClasses)
        {
            measure([_loss]);
            return (_loss.Value, double.NaN);
        }
        measure([_loss, _accuracy]);
        return (_loss.Value, _accuracy.Value);
    }
}
