using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Training;

namespace Unroll.Experiments.Tests.Runs;

/// <summary>What a run adds up between two lines of its log.</summary>
public sealed class RunMemoryTests
{
    static StepReport Report(double lossPerTarget, long targets, double weight) => new(1, 0, 1, lossPerTarget, 1, 0.1, 8, targets) { Weight = weight };

    [Fact]
    public void LossPerTarget_OfWeightedTargets_IsTheirWeightedMean()
    {
        var memory = new RunMemory();
        memory.Observe(Report(2, targets: 10, weight: 1));
        memory.Observe(Report(4, targets: 10, weight: 3));
        Assert.Equal((2.0 * 1 + 4 * 3) / 4, memory.LossPerTarget);
    }

    [Fact]
    public void LossPerTarget_WithoutWeights_IsTheMeanOverTheTargets()
    {
        var memory = new RunMemory();
        memory.Observe(new StepReport(1, 0, 1, 2, 1, 0.1, 8, 1));
        memory.Observe(new StepReport(2, 0, 1, 4, 1, 0.1, 8, 3));
        Assert.Equal((2.0 * 1 + 4 * 3) / 4, memory.LossPerTarget);
    }

    // A bound is within itself: 'solved' is at least 1 when it is 1.
    [Theory]
    [InlineData(1.0, null, 1.0, true)]
    [InlineData(1.0, null, 0.999, false)]
    [InlineData(null, 0.25, 0.25, true)]
    [InlineData(null, 0.25, 0.26, false)]
    [InlineData(1.0, null, double.NaN, false)]
    public void IsLearnt_OfAMetricAtItsBound_Holds(double? least, double? most, double metric, bool expected) =>
        Assert.Equal(expected, new RunMemory().IsLearnt(metric, new StopRecipe { Metric = "solved", AtLeast = least, AtMost = most }, curriculumAtEnd: true));

    [Fact]
    public void Load_OfWhatWasSaved_GoesOnWithTheSameBits()
    {
        var (memory, loaded) = (new RunMemory(), new RunMemory());
        memory.Observe(Report(1.1, targets: 7, weight: 0.1));
        loaded.Load(memory.Save());
        foreach (var each in new[] { memory, loaded })
            each.Observe(Report(2.3, targets: 5, weight: 0.2));
        Assert.Equal(memory.LossPerTarget, loaded.LossPerTarget);
        Assert.Equal(memory.Save(), loaded.Save());
        Assert.Equal((2, 16), (loaded.Steps, loaded.Sequences));
    }
}
