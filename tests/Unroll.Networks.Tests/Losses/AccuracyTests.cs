using System;
using Unroll.Networks.Losses;

namespace Unroll.Networks.Tests.Losses;

public sealed class AccuracyTests
{
    [Theory]
    [InlineData(new[] { 1f, 3f, 2f }, 1)]
    [InlineData(new[] { 3f, 3f, 2f }, 0)]
    [InlineData(new[] { -5f }, 0)]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity }, 0)]
    [InlineData(new[] { 1f, float.PositiveInfinity }, 1)]
    [InlineData(new[] { 1f, float.NaN }, -1)]
    [InlineData(new float[0], -1)]
    public void ArgMax_Row_IsFirstOfTheLargest(float[] row, int wanted) => Assert.Equal(wanted, ArgMax.Of<float>(row));

    [Fact]
    public void Accuracy_Batch_CountsRightRowsAndLeavesOutThoseWithoutTarget()
    {
        var example = new LossCase<double>(2, 2, 3);
        for (var r = 0; r < 4; r++)
            ((ReadOnlySpan<double>)[0, 1, 2]).CopyTo(example.Outputs.Rows[r]);
        example.Outputs.Rows[3][0] = double.NaN;
        (example.Targets.Rows[0][0], example.Targets.Rows[1][0], example.Targets.Rows[2][0], example.Targets.Rows[3][0]) = (2, 1, -1, 2);
        var accuracy = Accuracy.Measure(example.Outputs, example.Targets);
        Assert.Equal(new Accuracy(1, 3), accuracy);
        Assert.Equal(1.0 / 3, accuracy.Ratio);
        Assert.Equal(new Accuracy(2, 6), accuracy + accuracy);
    }

    [Fact]
    public void Accuracy_TargetThatIsNoClass_IsRefused()
    {
        var example = new LossCase<double>(2, 2, 3);
        example.Targets.Rows[0][0] = 3;
        Assert.Throws<ArgumentOutOfRangeException>(() => Accuracy.Measure(example.Outputs, example.Targets));
    }
}
