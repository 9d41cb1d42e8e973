using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Unroll.Numerics.Random;
using Unroll.Tasks.Text;

namespace Unroll.Tasks.Tests.Text;

public sealed class BytePairTrainingTests
{
    static WordCounts CountsOf(byte[] text, int most = WordCounts.Most)
    {
        var counts = new WordCounts(most);
        counts.Add(text);
        counts.End();
        return counts;
    }

    // Sennrich's way, word for word: count all pairs anew, join the most frequent one, again.
    static List<(int Left, int Right)> Reference(byte[] text, int size)
    {
        var words = new List<List<int>>();
        for (var first = 0; first < text.Length;)
        {
            var length = Words.LengthOf(text.AsSpan(first), last: true);
            words.Add([.. text.Skip(first).Take(length)]);
            first += length;
        }
        var joins = new List<(int, int)>();
        while (256 + joins.Count < size)
        {
            var pairs = words.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair).Select(group => (Pair: group.Key, Count: group.Count())).Where(one => one.Count > 1).ToList();
            if (pairs.Count == 0)
                break;
            var best = pairs.OrderByDescending(one => one.Count).ThenBy(one => one.Pair.First).ThenBy(one => one.Pair.Second).First().Pair;
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] != best.First || word[i + 1] != best.Second)
                        continue;
                    word[i] = 256 + joins.Count;
                    word.RemoveAt(i + 1);
                }
            }
            joins.Add(best);
        }
        return joins;
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory, MemberData(nameof(Seeds))]
    public void Training_GivesWhatCountingAnewGives(int seed)
    {
        var random = new RandomStream((ulong)seed);
        // Few letters: runs such as aaaa, and many pairs of equal counts.
        var letters = "ab cé\n"u8.ToArray();
        var text = seed < 9 ? Enumerable.Range(0, 30 + 40 * seed).Select(_ => letters[random.NextInt32(2 + seed % 6)]).ToArray() : LatinText.Make(3000, (ulong)seed);
        var joins = BytePairTraining.Learn(CountsOf(text), 256 + 60).Joins;
        Assert.Equal(Reference(text, 256 + 60), joins);
        Assert.NotEmpty(joins);
    }

    [Fact]
    public void Training_EndsAtTheSizeWanted_OrWhereNothingComesTwice()
    {
        Assert.Equal(300, BytePairTraining.Learn(CountsOf(LatinText.Make(5000, 1)), 300).Count);
        Assert.Equal([('a', 'b')], BytePairTraining.Learn(CountsOf("ab abc"u8.ToArray()), 1000).Joins);
        Assert.Empty(BytePairTraining.Learn(CountsOf("abc"u8.ToArray()), 1000).Joins);
    }

    [Fact]
    public void EncodedText_OfATrainedVocabulary_IsWhatItWas_AndShorter()
    {
        var text = LatinText.Make(20_000, 4);
        var vocabulary = BytePairTraining.Learn(CountsOf(text), 600);
        var symbols = vocabulary.Encode(text);
        Assert.Equal(text, vocabulary.DecodeBytes(symbols));
        Assert.InRange(symbols.Length, text.Length / 6, text.Length / 3);
        Assert.Equal(text.Length, symbols.Sum(vocabulary.CharactersOf));
    }

    [Fact]
    public void Counts_DoNotDependOnWhereTheTextIsCut_ButOnWhereItEnds()
    {
        var counts = new WordCounts();
        foreach (var part in new[] { "th", "e c", "at the", " " })
            counts.Add(Encoding.ASCII.GetBytes(part));
        counts.End();
        counts.Add("the"u8);
        counts.End();
        Assert.Equal([("the", 2), (" cat", 1), (" the", 1), (" ", 1)], Enumerable.Range(0, counts.Count).Select(i => (Encoding.ASCII.GetString(counts[i]), (int)counts.CountOf(i))));
    }

    [Fact]
    public void Counts_OfTooManyWords_ForgetTheRare()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"common{(char)('a' + i % 26)} rare{(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}{(char)('a' + i / 676)}x\n"));
        var counts = CountsOf(Encoding.ASCII.GetBytes(text), most: 500);
        Assert.InRange(counts.Count, 27, 500);
        var common = Enumerable.Range(0, counts.Count).Where(i => Encoding.ASCII.GetString(counts[i]).StartsWith("common", StringComparison.Ordinal)).ToArray();
        Assert.Equal(26, common.Length);
        Assert.All(common, i => Assert.InRange(counts.CountOf(i), 115, 116));   // 3000 / 26: the common ones are all there and all counted
        Assert.Equal(3000, Enumerable.Range(0, counts.Count).Where(i => Encoding.ASCII.GetString(counts[i]) == "\n").Sum(i => counts.CountOf(i)));
    }

    [Fact]
    public void Progress_IsToldAfterEachJoin_AndMayEndTheWork()
    {
        var progress = new Listener();
        BytePairTraining.Learn(CountsOf(LatinText.Make(5000, 1)), 260, progress);
        Assert.Equal([("learning byte pairs", 0.25), ("learning byte pairs", 0.5), ("learning byte pairs", 0.75), ("learning byte pairs", 1)], progress.Heard);
        Assert.Throws<OperationCanceledException>(() => BytePairTraining.Learn(CountsOf(LatinText.Make(5000, 1)), 260, new Listener { Ends = true }));
    }
}
