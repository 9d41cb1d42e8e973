using System.Collections.Generic;
using System.Linq;
using Unroll.Experiments.Text;

namespace Unroll.Experiments.Tests.Text;

/// <summary>What is let through before a text that ends everything.</summary>
public sealed class StopTextTests
{
    static (string Text, bool HasCome, string Early) Through(string? stop, params string[] pieces)
    {
        var (stopText, all) = (new StopText(stop), new List<GeneratedPiece>());
        foreach (var (text, i) in pieces.Select((text, i) => (text, i)))
        {
            if (stopText.HasCome)
                break;
            stopText.Add(new GeneratedPiece(text, i, -i));
            while (stopText.TryTake(out var piece))
                all.Add(piece);
        }
        var early = string.Concat(all.Select(piece => piece.Text));
        stopText.End();
        while (stopText.TryTake(out var piece))
            all.Add(piece);
        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(piece => piece.Symbol));   // none is lost, none comes twice
        return (string.Concat(all.Select(piece => piece.Text)), stopText.HasCome, early);
    }

    [Fact]
    public void Pieces_WithoutAStop_GoThroughAtOnce() => Assert.Equal(("abc", false, "abc"), Through(null, "a", "b", "", "c"));

    [Theory]
    [InlineData("c", "ab")]
    [InlineData("bc", "a")]
    [InlineData("abc", "")]
    [InlineData("a", "")]
    [InlineData("cd", "ab")]
    [InlineData("d", "abc")]
    public void Stop_ThatComes_EndsBeforeIt(string stop, string spoken)
    {
        Assert.Equal((spoken, true, spoken), Through(stop, "a", "b", "c", "d", "e"));
        Assert.Equal((spoken, true, spoken), Through(stop, "ab", "", "cde"));
        Assert.Equal((spoken, true, spoken), Through(stop, "abcde"));
    }

    [Fact]
    public void Stop_ThatBeginsAndDoesNotCome_IsSpokenAfterAll()
    {
        Assert.Equal(("aab", true, "aab"), Through("aac", "a", "a", "b", "a", "a", "c"));
        Assert.Equal(("aa", true, "aa"), Through("aac", "a", "a", "a", "a", "c"));
        Assert.Equal(("xyz--", false, "xyz"), Through("---", "x", "y", "z", "-", "-"));
    }
}
