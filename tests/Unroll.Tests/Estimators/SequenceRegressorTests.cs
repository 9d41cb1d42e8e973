using System;
using System.Linq;

namespace Unroll.Tests.Estimators;

public sealed class SequenceRegressorTests
{
    static readonly (float[][][] Sequences, string[] Labels, float[] Slopes) s_lines = Waves.Lines(300);
    static readonly (float[][] Series, bool[][] Labels) s_steps = Waves.Steps(200);

    // The sum so far and the number itself, far from 0 and far apart.
    static float[][] Sums(float[] series)
    {
        var sum = 0f;
        return [.. series.Select(number => (float[])[1000 + 50 * (sum += number), number])];
    }

    [Fact]
    public void Fit_OnLines_LearnsHowSteepTheyAre()
    {
        var regressor = new SequenceRegressor(Waves.Options(40));
        regressor.Fit(s_lines.Sequences[..200], s_lines.Slopes[..200]);
        Assert.InRange(regressor.Score(s_lines.Sequences[200..], s_lines.Slopes[200..]), 0.7, 1);
        Assert.All(regressor.Predict(s_lines.Sequences), row => Assert.Single(row));
    }

    [Fact]
    public void FitSteps_OnSeries_LearnsTheirSums()
    {
        var regressor = new SequenceRegressor(Waves.Options(40));
        regressor.FitSteps(s_steps.Series[..150], s_steps.Series[..150].Select(Sums));
        Assert.InRange(regressor.ScoreSteps(s_steps.Series[150..], s_steps.Series[150..].Select(Sums)), 0.9, 1);
        Assert.Throws<InvalidOperationException>(() => regressor.Predict(s_steps.Series));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_OfASavedOne_GivesTheSameBits(bool standardise)
    {
        using var file = new ScratchFile();
        var regressor = new SequenceRegressor(Waves.Options(2) with { Standardise = standardise, ClipNorm = 0 });
        regressor.Fit(s_lines.Sequences, s_lines.Slopes.Select(slope => (float[])[slope, -slope]));
        regressor.Save(file.Path);
        var loaded = SequenceRegressor.Load(file.Path);
        Assert.Equal(regressor.Predict(s_lines.Sequences), loaded.Predict(s_lines.Sequences));
        Assert.Equal(regressor.Options with { Threads = 5 }, loaded.Options with { Threads = 5 });
        Assert.Throws<InvalidOperationException>(() => loaded.PredictSteps(s_lines.Sequences));
    }

    [Fact]
    public void Standardisation_OfAColumnThatNeverChanges_DoesNotDivideByNothing()
    {
        float[][][] sequences = [.. Enumerable.Range(0, 8).Select(i => (float[][])[[1e30f, i], [1e30f, i]])];
        var regressor = new SequenceRegressor(Waves.Options(2));
        regressor.Fit(sequences, Enumerable.Repeat(7f, 8));
        Assert.All(regressor.Predict(sequences), row => Assert.True(float.IsFinite(row[0])));
    }

    [Fact]
    public void Score_OfTheMean_IsNothing()
    {
        float[][] wanted = [[1, 5], [2, 5], [3, 5]];
        Assert.Equal(0.5, Unroll.Determination.Of([[2, 5], [2, 5], [2, 5]], wanted));   // 0 for the mean, 1 for a constant that is met
        Assert.Equal(1, Unroll.Determination.Of(wanted, wanted));
        Assert.Equal((-3 + 0) / 2.0, Unroll.Determination.Of([[3, 4], [2, 5], [1, 5]], wanted));
    }

    [Fact]
    public void Fit_WithBadValues_NamesTheSequence()
    {
        var regressor = new SequenceRegressor(Waves.Options());
        var message = Assert.Throws<ArgumentException>(() => regressor.Fit(s_lines.Sequences[..3], [1, 2, float.PositiveInfinity])).Message;
        Assert.StartsWith("Targets, sequence 2, step 0, column 0: the number is", message, StringComparison.Ordinal);
    }
}
