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
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => 1 - 0.01 * i)).Shape);   // slow, and not flat
        Assert.Equal(CurveShape.Oscillation, LossCurve.Name(Curve(40, i => 1 + 0.4 * Math.Cos(Math.PI * i))).Shape);
        Assert.Equal(CurveShape.Growth, LossCurve.Name(Curve(40, i => 0.5 + 0.01 * Math.Exp(i / 8.0))).Shape);
        Assert.Equal(CurveShape.Spike, LossCurve.Name(Curve(40, i => Math.Exp(-i / 8.0) + (i == 25 ? 2 : 0))).Shape);
        Assert.Equal(CurveShape.Spike, LossCurve.Name(Curve(40, i => Math.Exp(-i / 8.0) + (i == 25 ? 0.4 : 0))).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => Math.Exp(-i / 8.0) + (i == 25 ? 0.2 : 0))).Shape);
        Assert.Equal(CurveShape.Divergence, LossCurve.Name(Curve(40, i => Math.Exp(i / 5.0))).Shape);
        Assert.Equal(CurveShape.Divergence, LossCurve.Name(Curve(12, i => i == 11 ? double.NaN : 1)).Shape);
        Assert.Equal(CurveShape.TooShort, LossCurve.Name(Curve(LossCurve.LeastPoints - 1, _ => 1)).Shape);
        Assert.Equal(CurveShape.TooShort, LossCurve.Name([]).Shape);
    }

    // A run that is done before ten points and only came down is no riddle; whatever else few points look like, nothing is said.
    [Fact]
    public void Name_OfFewPoints_IsDecayOrNothing()
    {
        static CurveShape Shape(double? least, params double[] losses) => LossCurve.Name(Curve(losses.Length, i => losses[i]), least: least).Shape;
        Assert.Equal(CurveShape.Decay, Shape(0, 0.635, 0.172, 0.086, 0.105, 0.025, 0.026, 0.0037, 0.0018));   // dyck
        Assert.Equal(CurveShape.Decay, Shape(null, 0.103, 0.086, 0.077, 0.073));                             // vs-lstm-7, of which nobody knows the least
        Assert.Equal(CurveShape.Decay, Shape(0, 1.379, 0.827, 0.223, 0.059, 0.017, 0.058));                  // temporal-order: ripples on next to nothing
        Assert.Equal(CurveShape.TooShort, Shape(null, 0.635, 0.172, 0.025));
        Assert.Equal(CurveShape.TooShort, Shape(null, 0.7, 0.5, 0.1, 0.2));
        Assert.Equal(CurveShape.TooShort, Shape(null, 0.7, 0.68, 0.66, 0.6));
        Assert.Equal(CurveShape.TooShort, Shape(0, 0.7, 0.3, 0.299, 0.298, 0.297));
        Assert.Equal(CurveShape.Decay, Shape(0.296, 0.7, 0.3, 0.299, 0.298, 0.297));
        Assert.Equal(CurveShape.TooShort, LossCurve.Name(Curve(6, i => Math.Exp(-i), i => 0.1 + 0.1 * i)).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(6, i => Math.Exp(-i), i => 0.1 - 0.01 * i)).Shape);
    }

    // A loss that cannot fall further is no plateau, and one that could is, however far it has come.
    [Fact]
    public void Name_WhereTheLeastLossIsKnown_IsByWhatCanStillBeHad()
    {
        double Loss(int i) => 0.6 + 0.4 * Math.Exp(-i / 3.0);
        Assert.Equal(CurveShape.Plateau, LossCurve.Name(Curve(40, Loss)).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, Loss), least: 0.59).Shape);
        var stuck = LossCurve.Name(Curve(40, i => Loss(i) - 0.3), least: 0);
        Assert.Equal(CurveShape.Plateau, stuck.Shape);
        Assert.Contains("is 0.3, where 0 can be had, ", stuck.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("or this loss is the least", stuck.Cause, StringComparison.Ordinal);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => Loss(i) - 0.3)).Shape);
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(40, i => 0.01 * i), beginning: 5).Shape);
    }

    // A late fall is no swing, and neither is the noise of single steps on the way.
    [Fact]
    public void Name_OfALateFallOrOfNoisySteps_IsNoOscillation()
    {
        Assert.Equal(CurveShape.Decay, LossCurve.Name(Curve(10, i => i < 7 ? 1.4 : 0.8 - 0.35 * (i - 7)), least: 0).Shape);
        Assert.NotEqual(CurveShape.Oscillation, LossCurve.Name(Curve(600, i => 0.17 + 0.04 * Noise(i))).Shape);
        Assert.Equal(CurveShape.Oscillation, LossCurve.Name(Curve(60, i => 1 + 0.4 * Math.Sin(i))).Shape);
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
