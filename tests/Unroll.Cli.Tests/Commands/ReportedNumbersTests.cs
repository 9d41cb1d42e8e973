using System.Text.Json.Nodes;
using Unroll.Cli.Commands;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Tests.Commands;

public sealed class ReportedNumbersTests
{
    [Fact]
    public void Names_OfAReport_BecomeNamesOfMetrics()
    {
        var recipe = RecipeReader.Read("parity-report-fixed-6");
        var numbers = ReportedNumbers.Of(recipe);
        Assert.Equal(0.9466, numbers["test.fullLengthAccuracy"], 12);
        Assert.Equal(0.9989, numbers["test.lastBitAccuracy"], 12);
        Assert.Equal(1, numbers["train.lastEpochLoss"]);
        Assert.Equal("final result for fixed length", ReportedNumbers.RemarkOf(recipe));
    }

    [Fact]
    public void Block_OfAnyShape_IsReadWithCare()
    {
        var recipe = new Recipe { Reported = (JsonObject)JsonNode.Parse("""{ "test.loss": 0.5, "remark": 3, "list": [1], "nothing": null }""")! };
        Assert.Equal(0.5, Assert.Single(ReportedNumbers.Of(recipe), n => n.Key == "test.loss").Value);
        Assert.Null(ReportedNumbers.RemarkOf(recipe));
        Assert.Empty(ReportedNumbers.Of(new Recipe()));
    }
}
