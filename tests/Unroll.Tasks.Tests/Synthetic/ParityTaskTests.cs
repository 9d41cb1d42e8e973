using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Unroll.Tasks.Synthetic;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Synthetic;

public sealed class ParityTaskTests
{
    static readonly ParityOptions Small = new() { Count = 130, TrainCount = 110, Length = 40 };

    [Fact]
    public void Shape_OfTheReportsFixedData_HasFiveHundredStepsOnFiveWorkers()
    {
        var task = new ParityTask<float>(new ParityOptions(), new TaskSetting(0, 32, 5));
        Assert.Equal(new TaskShape(2, 2, 50, 32, 500, true), task.Shape);
        Assert.Equal(2500, new ParityTask<float>(new ParityOptions(), new TaskSetting(0, 32, 1)).Shape.StepsPerEpoch);
    }

    [Fact]
    public void Shape_OfTheReportsVariableData_DropsNothing()
    {
        var task = new ParityTask<float>(new ParityOptions { Mode = "variable" }, new TaskSetting(0, 32, 1));
        Assert.InRange(task.Shape.StepsPerEpoch, 2500, 2550);   // at most one batch of each of 50 lengths is not full
        var batch = new Batch<float>(task.Shape);
        var strings = 0;
        for (var step = 0; step < task.Shape.StepsPerEpoch; step++)
        {
            Assert.True(task.Fill(batch, step, 0));
            strings += batch.Rows;
        }
        Assert.Equal(80_000, strings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Workers_TogetherSeeEveryBatchOnce(int workers)
    {
        var alone = AllBatches(1, epochs: 2);
        var together = AllBatches(workers, epochs: 2);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void LastStep_LeavesWorkersWithoutBatch()
    {
        var task = new ParityTask<float>(Small, new TaskSetting(0, 32, 3));   // 110 strings: batches of 32, 32, 32 and 14, so steps of 3 and 1
        var batch = new Batch<float>(task.Shape);
        Assert.Equal(2, task.Shape.StepsPerEpoch);
        Assert.True(task.Fill(batch, 1, 0));
        Assert.False(task.Fill(batch, 1, 1));
        Assert.False(task.Fill(batch, 1, 2));
        Assert.True(task.Fill(batch, 2, 2));   // the next epoch begins
    }

    [Fact]
    public void Fill_DependsOnSeedStepAndWorkerAlone()
    {
        var one = new ParityTask<float>(Small, new TaskSetting(3, 32, 2));
        var other = new ParityTask<float>(Small, new TaskSetting(3, 32, 2));
        var batch = new Batch<float>(one.Shape);
        foreach (var step in new[] { 7L, 0, 3, 2 })
        {
            one.Fill(batch, step, 1);
            var first = Text(batch);
            other.Fill(batch, 5, 0);
            other.Fill(batch, step, 1);
            Assert.Equal(first, Text(batch));
        }
        new ParityTask<float>(Small, new TaskSetting(4, 32, 2)).Fill(batch, 7, 1);
        var otherSeed = Text(batch);
        one.Fill(batch, 7, 1);
        Assert.NotEqual(otherSeed, Text(batch));
    }

    [Fact]
    public void Fill_OverEpochs_AllocatesNothing()
    {
        var task = new ParityTask<float>(Small, new TaskSetting(0, 32, 2));
        var batch = new Batch<float>(task.Shape);
        task.Fill(batch, 0, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0L; step < 50; step++)
            task.Fill(batch, step, (int)(step % 2));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(10, 10, "trainCount is 10; it must be under count, which is 10, so that strings are left to test.")]
    public void Create_WithNothingToTest_IsRefused(int count, int trainCount, string expected)
    {
        var options = new ParityOptions { Count = count, TrainCount = trainCount };
        Assert.Equal(expected, Assert.Throws<TaskOptionsException>(() => new ParityTask<float>(options, new TaskSetting(0, 1, 1))).Message);
    }

    [Fact]
    public void Create_WithTwoTestSetsOfOneName_IsRefused()
    {
        var options = Small with { Tests = [new TestSetOptions { Name = "test" }] };
        Assert.StartsWith("tests has the name 'test' twice", Assert.Throws<TaskOptionsException>(() => new ParityTask<float>(options, new TaskSetting(0, 1, 1))).Message);
    }

    // All batches of some epochs as text, in order, whichever worker had them.
    static List<string> AllBatches(int workers, int epochs)
    {
        var task = new ParityTask<float>(Small with { Mode = "variable" }, new TaskSetting(1, 8, workers));
        var batch = new Batch<float>(task.Shape);
        var seen = new List<string>();
        for (var step = 0L; step < (long)epochs * task.Shape.StepsPerEpoch; step++)
        {
            for (var worker = 0; worker < workers; worker++)
            {
                if (task.Fill(batch, step, worker))
                    seen.Add(Text(batch));
            }
        }
        return seen;
    }

    internal static string Text(Batch<float> batch)
    {
        var text = new StringBuilder();
        foreach (var row in Enumerable.Range(0, batch.Rows))
        {
            foreach (var step in Enumerable.Range(0, batch.Steps))
                text.Append(batch.Symbols[step, row][0]).Append(batch.Targets[step, row][0]);
            text.Append('/');
        }
        return text.ToString();
    }
}
