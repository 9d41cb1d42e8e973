using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>Drawn frequencies against probabilities worked out by hand, and cuts that keep exactly what they say.</summary>
public sealed class SymbolSamplerTests
{
    static readonly double[] s_scores = [0.3, -1, double.NegativeInfinity, 1.2, 0.3, -4, 2, 1.2];

    static readonly double s_log2 = Math.Log(2);

    // Probabilities 8, 4, 2, 1, 1 of 16, in another order.
    static readonly double[] s_halves = [0, 3 * s_log2, 0, 2 * s_log2, s_log2];

    public static TheoryData<string> AllOptions => [.. s_options.Keys];

    static readonly Dictionary<string, SamplingOptions> s_options = new()
    {
        ["plain"] = new(),
        ["cool"] = new() { Temperature = 0.6 },
        ["hot"] = new() { Temperature = 3 },
        ["top-k"] = new() { TopK = 3 },
        ["top-p"] = new() { TopP = 0.7 },
        ["min-p"] = new() { MinP = 0.3 },
        ["all"] = new() { Temperature = 1.5, TopK = 5, TopP = 0.85, MinP = 0.1, RepetitionPenalty = 1.3 },
    };

    /// <summary>Written down from the definitions: sort, cut, divide.</summary>
    static double[] Expected(double[] scores, SamplingOptions options, ICollection<int> met)
    {
        var lowered = scores.Select((score, i) => !met.Contains(i) ? score : score > 0 ? score / options.RepetitionPenalty : score * options.RepetitionPenalty).ToArray();
        var chances = lowered.Select(score => Math.Exp(score / options.Temperature)).ToArray();
        var ranked = Enumerable.Range(0, scores.Length).OrderByDescending(i => lowered[i]).ThenBy(i => i).ToList();
        if (options.TopK > 0)
            ranked = [.. ranked.Take(options.TopK)];
        var (sum, whole) = (0.0, ranked.Sum(i => chances[i]));
        ranked = [.. ranked.TakeWhile(i => sum < options.TopP * whole - 1e-12 && (sum += chances[i]) > 0)];
        ranked = [.. ranked.Where(i => chances[i] >= options.MinP * chances.Max())];
        return [.. Enumerable.Range(0, scores.Length).Select(i => ranked.Contains(i) ? chances[i] / ranked.Sum(j => chances[j]) : 0)];
    }

    [Theory, MemberData(nameof(AllOptions))]
    public void Choose_ManyTimes_IsAsOftenAsTheProbabilitiesSay(string name)
    {
        const int Draws = 20_000;
        var options = s_options[name];
        var expected = Expected(s_scores, options, [6, 1]);
        var counts = new int[s_scores.Length];
        var probabilities = new double[s_scores.Length];
        var sampler = new SymbolSampler(s_scores.Length, options, new RandomStream(11));
        for (var draw = 0; draw < Draws; draw++)
        {
            sampler.Forget();
            sampler.Hear(6);
            sampler.Hear(1);
            if (draw == 0)
                sampler.CopyProbabilities<double>(s_scores, probabilities);
            counts[sampler.Choose<double>(s_scores)]++;
        }
        for (var symbol = 0; symbol < expected.Length; symbol++)
        {
            Assert.Equal(expected[symbol], probabilities[symbol], 1e-12);
            Assert.True(expected[symbol] > 0 || counts[symbol] == 0);
        }
        var possible = Enumerable.Range(0, expected.Length).Where(symbol => expected[symbol] > 0).ToList();
        var square = possible.Sum(symbol => Math.Pow(counts[symbol] - Draws * expected[symbol], 2) / (Draws * expected[symbol]));
        // The 99.9 % points of chi-squared with 1 to 7 degrees of freedom.
        double[] most = [10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32];
        Assert.True(possible.Count > 1 && square < most[possible.Count - 2], $"chi-squared {square} of {possible.Count} symbols");
    }

    static List<int> KeptBy(double[] scores, SamplingOptions options)
    {
        var probabilities = new double[scores.Length];
        new SymbolSampler(scores.Length, options, null).CopyProbabilities<double>(scores, probabilities);
        Assert.Equal(1, probabilities.Sum(), 1e-12);
        return [.. Enumerable.Range(0, scores.Length).Where(symbol => probabilities[symbol] > 0)];
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "1 3")]
    [InlineData(3, "1 3 4")]
    [InlineData(4, "0 1 3 4")]   // 0 and 2 are equals: the lower symbol stays
    [InlineData(5, "0 1 2 3 4")]
    [InlineData(99, "0 1 2 3 4")]
    public void TopK_KeepsExactlySoMany_AlsoAmongEquals(int most, string kept) => Assert.Equal(kept, string.Join(' ', KeptBy(s_halves, new() { TopK = most })));

    [Theory]
    [InlineData(1e-9, "1")]
    [InlineData(0.4999, "1")]
    [InlineData(0.5001, "1 3")]
    [InlineData(0.7499, "1 3")]
    [InlineData(0.7501, "1 3 4")]
    [InlineData(0.8751, "0 1 3 4")]   // one of two equals is enough
    [InlineData(0.9374, "0 1 3 4")]
    [InlineData(0.9376, "0 1 2 3 4")]
    [InlineData(1, "0 1 2 3 4")]
    public void TopP_KeepsTheFewestThatHaveIt(double share, string kept) => Assert.Equal(kept, string.Join(' ', KeptBy(s_halves, new() { TopP = share })));

    [Fact]
    public void TopP_OfExactlyWhatTheBestHave_TakesNoMore()
    {
        // Shares e^0 of four equals are exact.
        Assert.Equal([0, 1], KeptBy([5, 5, 5, 5], new() { TopP = 0.5 }));
        Assert.Equal([0, 1, 2], KeptBy([5, 5, 5, 5], new() { TopP = 0.500001 }));
    }

    [Fact]
    public void TopP_AfterTopK_IsAShareOfWhatIsLeft()
    {
        Assert.Equal([1], KeptBy(s_halves, new() { TopK = 2, TopP = 0.66 }));       // 8 of 12
        Assert.Equal([1, 3], KeptBy(s_halves, new() { TopK = 2, TopP = 0.67 }));
    }

    [Theory]
    [InlineData(0.0, "0 1 2 3 4")]
    [InlineData(0.1249, "0 1 2 3 4")]
    [InlineData(0.1251, "1 3 4")]
    [InlineData(0.26, "1 3")]
    [InlineData(1, "1")]
    public void MinP_KeepsWhatIsLikelyBesideTheLikeliest(double share, string kept)
    {
        Assert.Equal(kept, string.Join(' ', KeptBy(s_halves, new() { MinP = share })));
        Assert.Equal(kept, string.Join(' ', KeptBy(s_halves, new() { MinP = share, TopK = 5 })));
        Assert.Equal(kept, string.Join(' ', KeptBy(s_halves, new() { MinP = share, TopP = 0.999 })));
    }

    [Fact]
    public void MinP_OfExactlyItsShare_Stays()
    {
        Assert.Equal([0, 2], KeptBy([3, 1, 3], new() { MinP = 1 }));
        Assert.Equal([0, 2], KeptBy([3, 1, 3], new() { MinP = 1, TopK = 3 }));
    }

    [Fact]
    public void Cuts_ComeAfterTheTemperature()
    {
        // At a temperature of 2 the probabilities are as √8 : 2 : √2 : 1 : 1, whose best has 34 %.
        Assert.Equal([1], KeptBy(s_halves, new() { TopP = 0.49 }));
        Assert.Equal([1, 3], KeptBy(s_halves, new() { TopP = 0.49, Temperature = 2 }));
        Assert.Equal([1, 3], KeptBy(s_halves, new() { MinP = 0.3 }));
        Assert.Equal([0, 1, 2, 3, 4], KeptBy(s_halves, new() { MinP = 0.3, Temperature = 2 }));
    }

    [Fact]
    public void Choose_AtTemperatureZero_TakesTheFirstOfTheBest()
    {
        var sampler = new SymbolSampler(4, new() { Temperature = 0, TopK = 1, TopP = 0.1 }, null);
        Assert.Equal(1, sampler.Choose<float>([1, 3, 3, -1]));
        Assert.Equal(3, sampler.Choose<float>([1, 3, 3, 4]));
        Assert.Equal(0, sampler.Choose<float>([-1, -3, float.NegativeInfinity, -4]));
    }

    [Fact]
    public void RepetitionPenalty_LowersScoresOfBothSigns_OfTheLastSymbolsOnce()
    {
        var sampler = new SymbolSampler(4, new() { Temperature = 0, RepetitionPenalty = 2, RepetitionWindow = 2 }, null);
        // What is taken: the best, then the second because 3 / 2 < 2, then the first again because the best is forgotten only after two more.
        Assert.Equal([0, 1, 2, 0, 1, 2], Enumerable.Range(0, 6).Select(_ => sampler.Choose<double>([3, 2, 1.6, -9])));
        sampler.Forget();
        sampler.Hear(0);
        sampler.Hear(0);
        Assert.Equal(0, sampler.Choose<double>([3, 1.4, -1, -1]));   // 3 / 2 once, though met twice
        sampler.Forget();
        sampler.Hear(1);
        Assert.Equal(2, sampler.Choose<double>([-3, -1, -1.9, -4]));   // -1 · 2 is lower
        Assert.Equal(1, sampler.Choose<double>([-8, -1, -1.9, -8]));   // both met: -2 and -3.8
    }

    [Fact]
    public void Choose_TellsTheLogProbabilityOfTheScoresAsTheyAre()
    {
        double[] scores = [0.3, -1, 1.2, 0.4];
        foreach (var options in (SamplingOptions[])[new(), new() { Temperature = 0 }, new() { Temperature = 0.5 }, new() { TopK = 1 }, new() { RepetitionPenalty = 3 }])
        {
            var sampler = new SymbolSampler(4, options, new RandomStream(5));
            for (var i = 0; i < 5; i++)
            {
                var symbol = sampler.Choose<double>(scores, out var logProbability);
                Assert.Equal(scores[symbol] - SymbolChances.LogSum<double>(scores), logProbability);   // to the bit
            }
        }
    }

    [Fact]
    public void Choose_OfOneNumberEach_DependsOnNothingElse()
    {
        var random = new RandomStream(9);
        var sampler = new SymbolSampler(4, new() { TopP = 0.9 }, random);
        for (var i = 0; i < 10; i++)
            sampler.Choose<double>([0, 0.1, 0.2, 0.3]);
        var other = new RandomStream(9);
        for (var i = 0; i < 10; i++)
            other.NextDouble();
        Assert.Equal(other.Position, random.Position);
    }

    [Fact]
    public void Draw_OfPlainShares_IsThatOfSymbolChances()
    {
        var (random, same, scores) = (new RandomStream(4), new RandomStream(4), new double[37]);
        var sampler = new SymbolSampler(37, new() { Temperature = 0.8 }, random);
        for (var i = 0; i < 200; i++)
        {
            for (var symbol = 0; symbol < scores.Length; symbol++)
                scores[symbol] = Math.Sin(i * 37 + symbol * symbol) * 3;
            Assert.Equal(SymbolChances.Draw<double>(scores, same.NextDouble(), 0.8), sampler.Choose<double>(scores));
        }
    }

    [Theory]
    [InlineData(double.NaN, "one is NaN")]
    [InlineData(double.PositiveInfinity, "the best is infinite")]
    [InlineData(double.NegativeInfinity, "the best is infinite")]
    public void Choose_FromScoresThatSayNothing_IsRefused(double score, string message)
    {
        foreach (var options in s_options.Values.Append(new() { Temperature = 0 }))
        {
            var sampler = new SymbolSampler(2, options, new RandomStream(1), row: 3);
            var error = Assert.Throws<InvalidOperationException>(() => sampler.Choose<double>([double.IsNegativeInfinity(score) ? score : 1, score]));
            Assert.StartsWith($"The scores of row 3 say nothing: {message};", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedInALine()
    {
        Assert.StartsWith("Temperature is -1; give a finite number from 0,", Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = -1 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopK = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopP = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopP = 1.01 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopP = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { MinP = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { MinP = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { RepetitionPenalty = 0.9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { RepetitionWindow = 0 });
        var sampler = new SymbolSampler(3, new(), null);
        Assert.StartsWith("2 scores were given for 3 symbols;", Assert.Throws<ArgumentException>(() => sampler.Choose<double>([1, 2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Symbols are to be drawn and no random stream was given;", Assert.Throws<InvalidOperationException>(() => sampler.Choose<double>([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Hear(3));
    }

    [Fact]
    public void Choose_AfterTheFirst_AllocatesNothing()
    {
        var samplers = s_options.Values.Append(new() { Temperature = 0 }).Select(options => new SymbolSampler(s_scores.Length, options, new RandomStream(1))).ToArray();
        var least = long.MaxValue;
        for (var i = 0; i < 6; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var s = 0; s < samplers.Length; s++)
                samplers[s].Choose<double>(s_scores, out _);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
