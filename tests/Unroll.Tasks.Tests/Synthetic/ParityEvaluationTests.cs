using System;
using System.Collections.Generic;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Synthetic;

namespace Unroll.Tasks.Tests.Synthetic;

public sealed class ParityEvaluationTests
{
    [Theory]
    [InlineData("fixed")]
    [InlineData("variable")]
    [InlineData("curriculum")]
    public void Evaluate_OfTheTruth_IsAllRight(string mode)
    {
        var metrics = Evaluate(mode, (_, _, _) => 1);
        Assert.Equal((1.0, 1.0, 1.0, 1.0), (metrics["test.fullLengthAccuracy"], metrics["test.lastBitAccuracy"], metrics["long.fullLengthAccuracy"], metrics["long.lastBitAccuracy"]));
        Assert.Equal(mode == "curriculum" ? 700 : 1300, metrics["test.count"]);
        Assert.Equal((metrics["test.count"], metrics["test.count"], 5.0), (metrics["test.fullLengthCorrect"], metrics["test.lastBitCorrect"], metrics["long.count"]));
    }

    [Fact]
    public void Evaluate_WrongAtTheFirstBit_HasTheLastBitsAlone() => AssertCounts(0, 1300, (step, _, _) => step == 0 ? -1 : 1);

    [Fact]
    public void Evaluate_WrongAtTheLastBit_HasNothing() => AssertCounts(0, 0, (step, steps, _) => step == steps - 1 ? -1 : 1);

    [Fact]
    public void Evaluate_TiesAndNotANumber_AreWrong()
    {
        AssertCounts(0, 0, (_, _, _) => 0);
        AssertCounts(0, 0, (_, _, _) => float.NaN);
    }

    [Fact]
    public void Evaluate_WrongForStringsThatBeginWithOne_HasTheOthers()
    {
        var metrics = Evaluate("fixed", (step, _, one) => one && step == 3 ? -1 : 1);
        Assert.InRange(metrics["test.fullLengthCorrect"], 560, 740);   // half of 1,300, five standard deviations of 18
        Assert.Equal(metrics["test.fullLengthCorrect"] / 1300, metrics["test.fullLengthAccuracy"]);
        Assert.Equal(1300, metrics["test.lastBitCorrect"]);
    }

    // The off-by-one: the oracle answers inclusively, the test reads exclusively; they agree where the bit is 0, so half of all last bits look right.
    [Fact]
    public void Evaluate_OfTheOtherReading_HasHalfOfTheLastBits()
    {
        var metrics = Evaluate("fixed", (_, _, _) => 1, "exclusive");
        Assert.InRange(metrics["test.lastBitCorrect"], 560, 740);
        Assert.Equal(0, metrics["test.fullLengthCorrect"]);
    }

    static void AssertCounts(double full, double last, Func<int, int, bool, float> logit)
    {
        var metrics = Evaluate("fixed", logit);
        Assert.Equal((full, last), (metrics["test.fullLengthCorrect"], metrics["test.lastBitCorrect"]));
    }

    static IReadOnlyDictionary<string, double> Evaluate(string mode, Func<int, int, bool, float> logit, string reading = "inclusive")
    {
        var tests = new List<TestSetOptions> { new() { Name = "long", Length = 300, Count = 5 } };
        if (mode == "curriculum")
            tests.Add(new TestSetOptions { Name = "test", Length = 50, Count = 700 });
        var options = new ParityOptions { Mode = mode, Reading = reading, Count = 1400, TrainCount = 100, Tests = tests };
        using var team = new WorkerTeam(1);
        var setting = new TaskSetting(0, 32, 1);
        var network = ParityOracle.Network(logit);
        return mode == "curriculum" ? new ParityCurriculumTask<float>(options, setting).Evaluate(network, team) : new ParityTask<float>(options, setting).Evaluate(network, team);
    }
}
