using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>Measures a network on the sequences kept aside.</summary>
sealed class FitValidation<T>(DatasetPass<T> pass, ILoss<T> loss, bool hasClasses)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly LossMetric<T> _loss = new(loss);
    readonly AccuracyMetric<T> _accuracy = new();

    /// <summary>Mean loss of a target, and the share of classes that are right; NaN for values.</summary>
    public (double Loss, double Accuracy) Measure()
    {
        if (!hasClasses)
        {
            pass.Measure(_loss);
            return (_loss.Value, double.NaN);
        }
        pass.Measure(_loss, _accuracy);
        return (_loss.Value, _accuracy.Value);
    }
}
