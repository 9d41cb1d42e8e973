using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Unroll.Tasks.Text;

namespace Unroll.Tasks.Tests.Text;

public sealed class WordsTests
{
    static IEnumerable<string> Cut(string text)
    {
        for (var rest = Encoding.UTF8.GetBytes(text); rest.Length > 0;)
        {
            var length = Words.LengthOf(rest, last: true);
            yield return Encoding.UTF8.GetString(rest[..length]);
            rest = rest[length..];
        }
    }

    [Theory]
    [InlineData("the cat", "the| cat")]
    [InlineData("a  b", "a| | b")]
    [InlineData("a \n b\n", "a| \n| b|\n")]
    [InlineData("don't 12km, no!?", "don|'|t| 12|km|,| no|!?")]
    [InlineData("señor ¿qué?", "señor| ¿qué|?")]
    [InlineData("end  ", "end|  ")]
    [InlineData("\ta", "\t|a")]
    [InlineData(" ", " ")]
    public void Words_AreLettersDigitsOrSigns_WithTheSpaceBeforeThem(string text, string words) => Assert.Equal(words.Split('|'), Cut(text));

    [Fact]
    public void LongWords_AreCutBeforeACharacter()
    {
        Assert.Equal([64, 64, 2], Cut(new string('a', 130)).Select(word => word.Length));
        Assert.Equal(["a" + new string('é', 31), new string('é', 9)], Cut("a" + new string('é', 40)));
        Assert.Equal([64, 6], Cut(new string(' ', 70)).Select(word => word.Length));
    }

    [Fact]
    public void AWord_IsNotGivenUntilItIsCertain()
    {
        Assert.Equal(0, Words.LengthOf("th"u8, last: false));
        Assert.Equal(2, Words.LengthOf("th "u8, last: false));
        Assert.Equal(0, Words.LengthOf(" "u8, last: false));
        Assert.Equal(0, Words.LengthOf([], last: true));
    }

    [Fact]
    public void Table_NumbersWordsInTheOrderTheyCome()
    {
        var table = new WordTable();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5000; i++)
                Assert.Equal(i, table.Add(Encoding.UTF8.GetBytes($"word {i:D3}")));
        }
        Assert.Equal("word 4999", Encoding.UTF8.GetString(table[4999]));
        table.Clear();
        Assert.Equal((0, 1), (table.Add("b"u8), table.Add("a"u8)));
    }
}
