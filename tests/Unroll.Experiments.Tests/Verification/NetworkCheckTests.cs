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

    // A check that cannot fail proves nothing: one weight's gradient off by a hundred-thousandth, or not a number, in one segment after the other.
    [Theory]
    [InlineData(1e-5)]
    [InlineData(-1e-5)]
    [InlineData(double.NaN)]
    public void Run_OfAGradientThatIsOff_FailsInItsSegmentAlone(double by)
    {
        for (var wrong = 0; wrong < 5; wrong++)
        {
            var number = wrong;
            var results = NetworkCheck.Run(Some.Epochs("model.hidden=3"), (parameters, gradients) => gradients[parameters.Segments[number].Offset] += by).Where(result => result.Rung == 2).ToArray();
            Assert.Equal(Enumerable.Range(0, 5).Select(segment => segment != number), results.Select(result => result.Passed));
            Assert.All(results, result => Assert.InRange(result.Cases, 2, NetworkCheck.MostOfASegment));
        }
    }

    [Fact]
    public void Run_WithDropoutAndDirections_ChecksThemToo()
    {
        var results = NetworkCheck.Run(Some.Epochs(
            "model={\"network\":[{\"kind\":\"bidirectional\",\"cell\":\"gru\",\"hidden\":4},{\"kind\":\"dropout\",\"share\":0.5}],\"precision\":\"float\"}")).ToArray();
        Assert.All(results, result => Assert.True(result.Passed, $"{result}"));
        Assert.Contains(results, result => result.Subject.Contains("backward.recurrent", System.StringComparison.Ordinal));
    }
}
