using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Recipes;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("lstm", "lstm", 0)]
    [InlineData("lstmm", "lstm", 1)]
    [InlineData("lsmt", "lstm", 1)]
    [InlineData("stm", "lstm", 1)]
    [InlineData("gru", "lstm", 4)]
    [InlineData("kitten", "sitting", 3)]
    public void Edits_OfTwoWords_CountsThem(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Edits(a, b));
        Assert.Equal(expected, NearestName.Edits(b, a));
    }

    [Theory]
    [InlineData("parity-report-fixed6", "parity-report-fixed-6")]
    [InlineData("PARITY", "parity")]
    [InlineData("entirely-different", null)]
    public void Of_ATypingMistake_FindsWhatWasMeant(string name, string? expected) => Assert.Equal(expected, NearestName.Of(name, RecipeCatalog.Names));
}
