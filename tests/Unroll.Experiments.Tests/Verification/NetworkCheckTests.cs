using System.Linq;
using Unroll.Experiments.Verification;

namespace Unroll.Experiments.Tests.Verification;

public sealed class NetworkCheckTests
{
    [Theory]
    [InlineData("lstm", "sum")]
    [InlineData("gru", "mean")]
    [InlineData("gru-reset-before", "mean")]
    [InlineData("lstm-coupled", "mean")]
    public void Run_OfARecipesNetwork_ChecksItsCellAndEverySegment(string cell, string reduction)
    {
        var results = NetworkCheck.Run(Some.Epochs($"model.cell={cell}", "model.layers=2", "model.hidden=9", $"loss.reduction={reduction}")).ToArray();
        Assert.All(results, result => Assert.True(result.Passed, $"{result}"));
        Assert.Equal(1, results.Count(result => result.Rung == 1));
        Assert.Contains(results, result => result.Subject.Contains("layers.1.bias", System.StringComparison.Ordinal));
        Assert.Contains(results, result => result.Subject.Contains("output.weight", System.StringComparison.Ordinal) && result.Cases == 18);
        Assert.All(results.Where(result => result.Rung == 2), result => Assert.True(result.WorstError > 0, "differences are never exact"));
    }
}
