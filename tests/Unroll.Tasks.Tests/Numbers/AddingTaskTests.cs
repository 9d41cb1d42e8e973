using System.Linq;
using Unroll.Tasks.Numbers;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Numbers;

public sealed class AddingTaskTests
{
    [Fact]
    public void Fill_WantsTheSumOfOneMarkInEachHalf()
    {
        var task = new AddingTask<double>(new AddingOptions { Length = 11 }, new TaskSetting(2, 50, 1));
        var batch = new Batch<double>(task.Shape);
        Assert.True(task.Fill(batch, 3, 0));
        for (var row = 0; row < 50; row++)
        {
            var marks = Enumerable.Range(0, 11).Where(step => batch.Dense[step, row][1] == 1).ToArray();
            Assert.Equal(2, marks.Length);
            Assert.True(marks[0] < 5 && marks[1] >= 5);
            Assert.Equal(marks.Sum(step => batch.Dense[step, row][0]), batch.TargetValues[10, row][0], 12);
            Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Enumerable.Range(0, 11).Select(step => batch.TargetWeights[step, row][0]));
        }
    }

    [Fact]
    public void Fill_OfOtherSteps_DrawsOtherNumbers()
    {
        var task = new AddingTask<double>(new AddingOptions { Length = 11 }, new TaskSetting(2, 5, 1));
        var batch = new Batch<double>(task.Shape);
        task.Fill(batch, 3, 0);
        var first = batch.Dense[0, 0][0];
        task.Fill(batch, 4, 0);
        Assert.NotEqual(first, batch.Dense[0, 0][0]);
        Assert.NotEqual(batch.Dense[0, 0][0], batch.Dense[0, 1][0]);
        task.Fill(batch, 3, 0);
        Assert.Equal(first, batch.Dense[0, 0][0]);
    }
}
