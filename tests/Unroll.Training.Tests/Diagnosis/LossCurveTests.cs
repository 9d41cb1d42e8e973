using System;
using System.Linq;
using Unroll.Numerics.Random;
using Unroll.Training.Diagnosis;

namespace Unroll.Training.Tests.Diagnosis;

/// <summary>Curves drawn by hand, at the edges of the shapes; real runs are in the experiments' tests.</summary>
public sealed class LossCurveTests
{
    static CurvePoint[] Curve(int count, Func<int, double> loss, Func<int, double?>? testError = null) =>
        [.. Enumerable.Range(0, count).Select(i => new CurvePoint(10 * (i + 1), loss(i), 1, testError?.Invoke(i)))];

    static double Noise(int i) => new RandomStream(5).At(i).NextNormal();

    [Fact]
    public void Name_OfHandMadeCurves_IsTheirShape()
    {
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => Math.Exp(-i / 8.0))).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => Math.Exp(-i / 8.0) * (1 + 0.3 * Noise(i)))).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => 1e-3 + Math.Exp(-i / 2.0) + 5e-4 * Noise(i))).Shape);   // ripples on next to nothing
        Assert.Equal(CurveShape.Plateau, LossCurve.Name(Curve(40, i => 0.69 + 0.005 * Noise(i))).Shape);
        Assert.Equal(CurveShape.Oscillation, LossCurve.Name(Curve(40, i => 1 + 0.4 * Math.Cos(Math.PI * i))).Shape);
        Assert.Equal(CurveShape.Growth, LossCurve.Name(Curve(40, i => 0.5 + 0.01 * Math.Exp(i / 8.0))).Shape);
        Assert.Equal(CurveShape.Spike, LossCurve.Name(Curve(40, i => Math.Exp(-i / 8.0) + (i == 25 ? 2 : 0))).Shape);
        Assert.Equal(CurveShape.Divergence, LossCurve.Name(Curve(40, i => Math.Exp(i / 5.0))).Shape);
        Assert.Equal(CurveShape.Divergence, LossCurve.Name(Curve(12, i => i == 11 ? double.NaN : 1)).Shape);
        Assert.Equal(CurveShape.TooShort, LossCurve.Name(Curve(LossCurve.LeastPoints - 1, _ => 1)).Shape);
        Assert.Equal(CurveShape.TooShort, LossCurve.Name([]).Shape);
    }

    [Fact]
    public void Name_WithTestErrors_TellsOverFittingFromLearning()
    {
        double Loss(int i) => Math.Exp(-i / 8.0);
        Assert.Equal(CurveShape.OverFitting, LossCurve.Name(Curve(40, Loss, i => i % 10 == 9 ? 0.5 + 0.01 * Math.Abs(i - 9) : null)).Shape);
        Assert.Equal(CurveShape.OverFitting, LossCurve.Name(Curve(40, Loss, i => i % 10 == 9 ? 0.9 : null)).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, Loss, i => i % 10 == 9 ? Math.Exp(-i / 9.0) : null)).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, Loss, i => i == 39 ? 0.9 : null)).Shape);   // one measure says nothing
    }

    [Fact]
    public void Name_OfAFailure_HasItsMessageAsEvidence()
    {
        var diagnosis = LossCurve.Name(Curve(3, _ => 1), "Step 4 diverged.");
        Assert.Equal((CurveShape.Divergence, "Step 4 diverged"), (diagnosis.Shape, diagnosis.Evidence));
        Assert.StartsWith("divergence: Step 4 diverged. Likely ", diagnosis.ToString(), StringComparison.Ordinal);
    }
}
