using System;
using System.Linq;
using Unroll.Networks.Losses;

namespace Unroll.Training.Tests;

public sealed class BatchTests
{
    [Fact]
    public void Targets_OfATaskWithClasses_AreClassesWithoutWeights()
    {
        var batch = new Batch<float>(new TaskShape(2, 3, 4, 5, 0, true));
        Assert.False(batch.LossTargets.AreValues);
        Assert.Equal((4, 5, 1), (batch.Targets.Steps, batch.Targets.Batch, batch.Targets.Width));
        Assert.True(batch.TargetValues.IsEmpty && batch.TargetWeights.IsEmpty && batch.LossTargets.Weights.IsEmpty);
    }

    [Fact]
    public void Targets_OfATaskWithWeightedClasses_HaveBoth()
    {
        var batch = new Batch<float>(new TaskShape(2, 3, 4, 5, 0, true, WeightsClasses: true));
        Assert.False(batch.LossTargets.AreValues);
        Assert.False(batch.LossTargets.Weights.IsEmpty);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Targets_OfATaskWithValues_AreValuesThatCountOneUntilToldOtherwise(bool symbols)
    {
        var batch = new Batch<float>(new TaskShape(2, 3, 4, 5, 0, symbols, TargetWidth: 3));
        Assert.True(batch.LossTargets.AreValues);
        Assert.True(batch.Targets.IsEmpty);
        Assert.Equal((4, 5, 3), (batch.TargetValues.Steps, batch.TargetValues.Batch, batch.TargetValues.Width));
        batch.TargetWeights[1, 2][0] = 0;
        batch.TargetValues[3, 4].Fill(7);
        batch.Reshape(3, 4);
        Assert.Equal((3, 4, 1), (batch.TargetWeights.Steps, batch.TargetWeights.Batch, batch.TargetWeights.Width));
        Assert.All(Enumerable.Range(0, 12), r => Assert.Equal(1f, batch.TargetWeights.Rows[r][0]));
    }

    [Fact]
    public void Shape_WithNegativeTargetWidth_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Batch<float>(new TaskShape(2, 3, 4, 5, 0, true, TargetWidth: -1)));
}
