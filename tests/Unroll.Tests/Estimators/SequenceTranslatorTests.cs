using System;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;

namespace Unroll.Tests.Estimators;

/// <summary>Digits of a number, and the same backwards as letters.</summary>
public sealed class SequenceTranslatorTests
{
    static readonly (int[][] Digits, char[][] Letters) s_strings = Strings(500);

    static EstimatorOptions Options => new() { Cell = "gru", Hidden = 40, Epochs = 30, Batch = 16, Rate = 0.01, Threads = 2 };

    static (int[][] Digits, char[][] Letters) Strings(int count)
    {
        var random = new RandomStream(1);
        var digits = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 1 + random.NextInt32(4)).Select(_ => random.NextInt32(4)).ToArray()).ToArray();
        return (digits, [.. digits.Select(one => one.Reverse().Select(digit => (char)('a' + digit)).ToArray())]);
    }

    [Fact]
    public void Fit_OnStrings_LearnsToReverseNewOnes()
    {
        var translator = new SequenceTranslator<char>(Options with { ValidationShare = 0.1 });
        var history = translator.Fit(s_strings.Digits[..400], s_strings.Letters[..400]);
        Assert.InRange(translator.Score(s_strings.Digits[400..], s_strings.Letters[400..]), 0.97, 1);
        Assert.InRange(history.Epochs[history.BestEpoch - 1].ValidationAccuracy, 0.97, 1);
        Assert.Equal("cab", new string(translator.Predict(new int[][] { [1, 0, 2] })[0]));
        var best = translator.PredictBest(new int[][] { [1, 0, 2] }, new BeamOptions { Width = 3, Best = 2 })[0];
        Assert.Equal(("cab", true), (string.Concat(best[0].Labels), best[0].IsEnded));
        Assert.True(best[0].LogProbability > Math.Log(0.5) && best[0].LogProbability > best[1].LogProbability);
        Assert.Equal("abcd", string.Concat(translator.Labels));
        Assert.Equal("ca", new string(translator.Predict(new int[][] { [1, 0, 2] }, mostSteps: 2)[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_OfASavedOne_GivesTheSameBits(bool bidirectional)
    {
        using var file = new ScratchFile();
        var translator = new SequenceTranslator<char>(Options with { Epochs = 2, Layers = 2, Bidirectional = bidirectional, Dropout = 0.1, Hidden = 9 });
        translator.Fit(s_strings.Digits, s_strings.Letters);
        translator.Save(file.Path);
        var loaded = SequenceTranslator<char>.Load(file.Path);
        var beam = new BeamOptions { Width = 3, Best = 3, LengthPenalty = 0.6 };
        Assert.Equal(translator.PredictBest(s_strings.Digits, beam).SelectMany(all => all).Select(Text), loaded.PredictBest(s_strings.Digits, beam).SelectMany(all => all).Select(Text));
        Assert.Equal(translator.Options.Hidden, loaded.Options.Hidden);
        Assert.Contains("it holds a translator; a tagger was expected.", Assert.Throws<ModelFileException>(() => SequenceTagger<char>.Load(file.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFileException>(() => SequenceTranslator<int>.Load(file.Path));
    }

    static string Text(Translation<char> one) => $"{string.Concat(one.Labels)} {one.LogProbability:R} {one.Score:R} {one.IsEnded}";

    [Fact]
    public void Load_OfADamagedHeader_IsRefused()
    {
        using var file = new ScratchFile();
        var translator = new SequenceTranslator<char>(Options with { Epochs = 1, Hidden = 4 });
        translator.Fit(s_strings.Digits, s_strings.Letters);
        translator.Save(file.Path);
        var bytes = File.ReadAllBytes(file.Path);
        var place = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("longestAnswer\\\":4"));
        bytes[place + "longestAnswer\\\":".Length] = (byte)'0';
        File.WriteAllBytes(file.Path, bytes);
        Assert.Contains("do not go together", Assert.Throws<ModelFileException>(() => SequenceTranslator<char>.Load(file.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Series of numbers, standardised, whose answer says where they rise.</summary>
    [Fact]
    public void Predictions_OfABatch_AreThoseOfEachSequenceAlone()
    {
        var series = s_strings.Digits.Select(one => Array.ConvertAll(one, digit => 100 + 50f * digit)).ToArray();
        var translator = new SequenceTranslator<char>(Options with { Epochs = 3 });
        translator.Fit(series, s_strings.Letters);
        var together = translator.PredictBest(series, new BeamOptions { Width = 2, Best = 2 });
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(together[i].Select(Text), translator.PredictBest(new[] { series[i] }, new BeamOptions { Width = 2, Best = 2 })[0].Select(Text)));
        Assert.Empty(translator.Predict(Array.Empty<float[]>()));
    }

    [Fact]
    public void Misuse_OfATranslator_IsRefusedByName()
    {
        var translator = new SequenceTranslator<string>(Options);
        Assert.Throws<NotFittedException>(() => translator.Predict(s_strings.Digits));
        Assert.Throws<NotFittedException>(() => translator.Labels);
        int[][] two = [[1, 2], [0]];
        Assert.StartsWith("The answer to sequence 1 is empty", Assert.Throws<ArgumentException>(() => translator.Fit(two, new string[][] { ["a", "b"], [] })).Message, StringComparison.Ordinal);
        Assert.StartsWith("The label of the answer to sequence 0, step 1 is null", Assert.Throws<ArgumentException>(() => translator.Fit(two, new string[][] { ["a", null!], ["b"] })).Message, StringComparison.Ordinal);
        Assert.StartsWith("There are 1 labels or values for 2 sequences", Assert.Throws<ArgumentException>(() => translator.Fit(two, new string[][] { ["a"] })).Message, StringComparison.Ordinal);
        Assert.StartsWith("A patience of 3 epochs", Assert.Throws<ArgumentException>(() => new SequenceTranslator<string>(Options with { Patience = 3 }).Fit(two, new string[][] { ["a"], ["b"] })).Message, StringComparison.Ordinal);
        translator = new SequenceTranslator<string>(Options with { Epochs = 1 });
        translator.Fit(two, new string[][] { ["a"], ["b"] });
        Assert.StartsWith("Answers of at most 0 steps", Assert.Throws<ArgumentOutOfRangeException>(() => translator.Predict(two, mostSteps: 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The sequences hold symbol 7, but the model knows 0 to 2.", Assert.Throws<ArgumentException>(() => translator.Predict(new int[][] { [7] })).Message, StringComparison.Ordinal);
        Assert.Equal(0, translator.Score(two, new string[][] { ["z"], ["z"] }));
    }
}
