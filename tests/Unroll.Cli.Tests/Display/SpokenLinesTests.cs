using System.IO;
using System.Linq;
using Unroll.Cli.Display;

namespace Unroll.Cli.Tests.Display;

public sealed class SpokenLinesTests
{
    [Fact]
    public void Lines_AreSetInAndWrapped()
    {
        Assert.Equal(["  | abc", "  |", "  | de"], SpokenLines.Of("abc\r\n\nde", 80, unicode: false));
        Assert.Equal(["  | " + new string('x', 35), "  | x"], SpokenLines.Of(new string('x', 36), 40, unicode: false));
    }

    [Fact]
    public void Lines_OfANarrowTerminal_AreStillTwentyWide() => Assert.Equal(2, SpokenLines.Of(new string('x', 40), 5).Count());

    [Fact]
    public void Lines_HoldNothingThatSteersATerminal() => Assert.Equal(["  | a\uFFFD[2Jb c"], SpokenLines.Of("a\u001b[2Jb\tc", 80, unicode: false));

    [Fact]
    public void Piece_ForATerminal_HoldsNothingThatSteersIt()
    {
        Terminal To(bool isTerminal) => new() { Output = TextWriter.Null, Error = TextWriter.Null, OutputIsTerminal = isTerminal };
        Assert.Equal("a\uFFFD[2Jb\tc\nd\uFFFD", SpokenLines.Piece("a\u001b[2Jb\tc\nd\u009b", To(isTerminal: true)));
        Assert.Equal("a\u001b[2Jb", SpokenLines.Piece("a\u001b[2Jb", To(isTerminal: false)));
    }

    // é of two characters, and a letter beyond 16 bits, are one each and are never cut.
    [Fact]
    public void Lines_AreCutBetweenCharactersAsTheyAreSeen()
    {
        var line = string.Concat(Enumerable.Repeat("e\u0301", 20)) + "\U0001F600";
        Assert.Equal(["  | " + string.Concat(Enumerable.Repeat("e\u0301", 20)), "  | \U0001F600"], SpokenLines.Of(line, 25, unicode: false));
    }
}
