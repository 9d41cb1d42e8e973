using System;
using System.Linq;
using System.Text.RegularExpressions;
using Unroll.Numerics.Random;
using Unroll.Tasks.Grammar;

namespace Unroll.Tasks.Tests.Grammar;

public sealed partial class ReberGrammarTests
{
    static readonly ReberGrammar Plain = ReberGrammar.CreatePlain(), Embedded = ReberGrammar.CreateEmbedded();

    // The grammar written down a second time: state 2 is S*X, state 3 is T*V, and the way round from 5 over 4 and 3.
    [GeneratedRegex("^B(TS*(SE|XXT*V(PXT*V)*(PSE|VE))|PT*V(PXT*V)*(PSE|VE))$")]
    private static partial Regex Reber();

    static string[] AllWords(int length) => length == 0 ? [""] : [.. AllWords(length - 1).SelectMany(word => ReberGrammar.Letters.Select(letter => word + letter))];

    static bool Reads(ReberGrammar grammar, string text)
    {
        try
        {
            return ReberGrammar.Write(grammar.Read(text, whole: true)) == text;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    [Fact]
    public void Read_OfEveryWordOfUpToSevenLetters_TakesWhatTheExpressionTakes()
    {
        var words = Enumerable.Range(1, 5).SelectMany(length => AllWords(length)).Concat(AllWords(4).SelectMany(word => new[] { "BT" + word + "E", "BP" + word + "E" })).Distinct();
        var taken = words.Where(word => Reads(Plain, word)).ToHashSet();
        Assert.Equal(words.Where(word => Reber().IsMatch(word)), words.Where(taken.Contains));
        Assert.Contains("BTXXVVE", taken);
    }

    [Theory]
    [InlineData("BTSSXXTVVE", true)]
    [InlineData("BPVPXVPXVPXVVE", true)]
    [InlineData("BTXXVPSE", true)]
    [InlineData("BPTVPXTTTTVPSE", true)]
    [InlineData("BTSSPXSE", false)]
    [InlineData("BPTVVB", false)]
    [InlineData("BTXXVVSE", false)]
    [InlineData("BPVSPSE", false)]
    [InlineData("BTSSSE", true)]
    public void Read_OfPublishedStrings_TellsThem(string text, bool isReber)
    {
        Assert.Equal(isReber, Reads(Plain, text));
        Assert.Equal(isReber, Reads(Embedded, $"BT{text}TE"));
        Assert.Equal(isReber, Reads(Embedded, $"BP{text}PE"));
        Assert.False(Reads(Embedded, $"BP{text}TE"));
        Assert.False(Reads(Embedded, $"BT{text}PE"));
    }

    [Theory]
    [InlineData("", "is empty; a string of this grammar begins with B")]
    [InlineData("T", "position 1: 'T' is outside the grammar; there must stand B")]
    [InlineData("BTQ", "position 3: 'Q' is none of the letters BTSXPVE; there may stand S or X")]
    [InlineData("BTx", "position 3: 'x' is none of the letters BTSXPVE; there may stand S or X")]
    [InlineData("BTXP", "position 4: 'P' is outside the grammar; there may stand S or X")]
    [InlineData("BTXSEB", "position 6: 'B' stands after the string's end")]
    [InlineData("BT\u0007", "position 3: U+0007 is none of the letters BTSXPVE; there may stand S or X")]
    [InlineData("BTX", "position 4: the string ends too early; there may stand S or X")]
    public void Read_OfOtherStrings_NamesThePosition(string text, string wanted) =>
        Assert.Equal(wanted, Assert.Throws<FormatException>(() => Plain.Read(text, whole: true)).Message);

    [Fact]
    public void Read_OfABeginning_IsTakenWhereItWillDo()
    {
        Assert.Equal([0, 1, 3], Plain.Read("BTX", whole: false));
        Assert.Equal("position 8: 'P' is outside the grammar; there must stand T", Assert.Throws<FormatException>(() => Embedded.Read("BTBPVVEPE", whole: false)).Message);
    }

    [Fact]
    public void LegalAfter_TheInnerString_IsTheSecondLetterAlone()
    {
        static int After(string text) => Embedded.Read(text, whole: false).Aggregate(0, Embedded.Next);
        Assert.Equal(1 << 1, Embedded.LegalAfter(After("BTBPVVE")));
        Assert.Equal(1 << 4, Embedded.LegalAfter(After("BPBPVVE")));
        Assert.Equal(1 << 1 | 1 << 4, Embedded.LegalAfter(After("B")));
        Assert.Equal(1 << 2 | 1 << 3, Embedded.LegalAfter(After("BPBT")));
        Assert.Equal(0, Embedded.LegalAfter(Embedded.End));
    }

    [Fact]
    public void Draw_HasTheGrammarsOddsOfEachString()
    {
        var strings = new ReberStrings(Plain, 5, 1000);
        var random = new RandomStream(7);
        var drawn = Enumerable.Range(0, 40_000).Select(_ => ReberGrammar.Write(strings.Draw(random))).GroupBy(text => text).ToDictionary(group => group.Key, group => group.Count() / 40_000.0);
        Assert.All(drawn.Keys, text => Assert.Matches(Reber(), text));
        // Each letter but the first and the last is one of two.
        foreach (var text in new[] { "BTXSE", "BPVVE", "BTSXSE", "BPTVVE", "BPVPSE", "BTXXVVE" })
            Assert.Equal(Math.Pow(2, 2 - text.Length), drawn[text], 0.006);
    }

    [Theory]
    [InlineData(5, 4)]
    [InlineData(6, 6)]
    [InlineData(8, 0)]
    [InlineData(300, 0)]
    public void Draw_OfOneLength_HasIt_AndEveryStringOfItIsAsLikely(int length, int different)
    {
        var strings = new ReberStrings(Embedded, length, length);
        var random = new RandomStream(3);
        var drawn = Enumerable.Range(0, 3000).Select(_ => ReberGrammar.Write(strings.Draw(random))).ToList();
        Assert.All(drawn, text => Assert.True(text.Length == length + 4 && Reads(Embedded, text), text));
        var counts = drawn.GroupBy(text => text).Select(group => group.Count()).ToList();
        if (length > 20)
            return;
        var expected = Enumerable.Range(0, 1 << 14).Select(i => (ulong)i).Select(seed => ReberGrammar.Write(strings.Draw(new RandomStream(seed)))).Distinct().Count();
        Assert.Equal(expected, strings.Different);
        Assert.Equal(expected, counts.Count);
        Assert.True(different == 0 || different == expected);
        Assert.All(counts, count => Assert.InRange(count, 3000.0 / expected * 0.75, 3000.0 / expected * 1.25));
    }
}
