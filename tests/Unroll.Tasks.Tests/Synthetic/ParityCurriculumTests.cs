using System;
using System.Linq;
using Unroll.Tasks.Synthetic;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Synthetic;

public sealed class ParityCurriculumTests
{
    [Fact]
    public void Observe_LossUnderThreshold_LengthensUpToTheMost()
    {
        var curriculum = new ParityCurriculum(new CurriculumOptions { Start = 2, Most = 12, Factor = 1.5, Step = 1, Threshold = 0.1 });
        var lengths = new[] { 0.2, 0.09, 0.05, 0.3, 0.01, 0.01, 0.01 }.Select(loss =>
        {
            curriculum.Observe(Report(loss));
            return curriculum.Length;
        });
        Assert.Equal([2, 4, 7, 7, 11, 12, 12], lengths.ToArray());
        Assert.True(curriculum.AtEnd);
        Assert.Equal("length 12 of 12", curriculum.Describe());
    }

    [Fact]
    public void Observe_WithPatience_WaitsForGoodStepsInARow()
    {
        var curriculum = new ParityCurriculum(new CurriculumOptions { Patience = 2, Threshold = 0.1 });
        foreach (var (loss, length) in new[] { (0.01, 2), (0.5, 2), (0.01, 2), (0.01, 3), (0.01, 3), (0.01, 4) })
        {
            curriculum.Observe(Report(loss));
            Assert.Equal(length, curriculum.Length);
        }
    }

    [Fact]
    public void Observe_NotANumber_DoesNotLengthen()
    {
        var curriculum = new ParityCurriculum(new CurriculumOptions());
        curriculum.Observe(Report(double.NaN));
        Assert.Equal(2, curriculum.Length);
    }

    [Fact]
    public void Load_OfSaved_GoesOnTheSame()
    {
        var options = new CurriculumOptions { Patience = 3 };
        var (one, other) = (new ParityCurriculum(options), new ParityCurriculum(options));
        for (var i = 0; i < 7; i++)
            one.Observe(Report(0));
        other.Load(one.Save());
        for (var i = 0; i < 5; i++)
        {
            one.Observe(Report(0));
            other.Observe(Report(0));
            Assert.Equal(one.Save(), other.Save());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("length 51 streak 0")]
    [InlineData("length 1 streak 0")]
    [InlineData("length x streak 0")]
    [InlineData("length 3 streak -1")]
    public void Load_OfSomethingElse_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => new ParityCurriculum(new CurriculumOptions()).Load(text));

    [Theory]
    [InlineData(5, 4, 1.0, 1, "curriculum.start is 5; it must not be over curriculum.most, which is 4.")]
    [InlineData(2, 4, 1.0, 0, "curriculum.factor 1 and curriculum.step 0 never lengthen strings of 2; raise one of them.")]
    public void Create_ThatCannotEnd_IsRefused(int start, int most, double factor, int step, string expected)
    {
        var options = new CurriculumOptions { Start = start, Most = most, Factor = factor, Step = step };
        Assert.Equal(expected, Assert.Throws<TaskOptionsException>(() => new ParityCurriculum(options)).Message);
    }

    [Fact]
    public void Fill_FreshStrings_DependOnSeedStepWorkerAndStageAlone()
    {
        var options = new ParityOptions { Mode = "curriculum", Tests = [new TestSetOptions { Name = "test", Count = 3 }] };
        var (one, other) = (new ParityCurriculumTask<float>(options, new TaskSetting(0, 16, 2)), new ParityCurriculumTask<float>(options, new TaskSetting(0, 16, 2)));
        var batch = new Batch<float>(one.Shape);
        foreach (var task in new[] { one, other })
        {
            for (var i = 0; i < 20; i++)
                task.Memory!.Observe(Report(0));
        }
        string Text(ParityCurriculumTask<float> task, long step, int worker)
        {
            Assert.True(task.Fill(batch, step, worker));
            Assert.Equal((22, 16), (batch.Steps, batch.Rows));
            return ParityTaskTests.Text(batch);
        }
        var texts = new[] { Text(one, 3, 0), Text(one, 3, 1), Text(one, 4, 0), Text(one, 0, 0) };
        Assert.Equal(4, texts.Distinct().Count());
        Assert.Equal(texts.Reverse(), new[] { Text(other, 0, 0), Text(other, 4, 0), Text(other, 3, 1), Text(other, 3, 0) });
        var before = GC.GetAllocatedBytesForCurrentThread();
        one.Fill(batch, 9, 1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static StepReport Report(double loss) => new(1, 0, loss, loss, 1, 0.1, 32, 100);
}
