using System;
using System.Linq;

namespace Unroll.Tests.Estimators;

public sealed class SequenceTaggerTests
{
    static readonly (float[][] Series, bool[][] Labels) s_steps = Waves.Steps(300);

    static EstimatorOptions Options => Waves.Options(25) with { Bidirectional = true };

    [Fact]
    public void Fit_OnSteps_LearnsWhatComesNext()
    {
        var tagger = new SequenceTagger<bool>(Options);
        tagger.Fit(s_steps.Series[..200], s_steps.Labels[..200]);
        Assert.InRange(tagger.Score(s_steps.Series[200..], s_steps.Labels[200..]), 0.9, 1);
        var oneWay = new SequenceTagger<bool>(Options with { Bidirectional = false });
        oneWay.Fit(s_steps.Series[..200], s_steps.Labels[..200]);
        Assert.InRange(oneWay.Score(s_steps.Series[200..], s_steps.Labels[200..]), 0.5, 0.85);
    }

    [Fact]
    public void Load_OfASavedOne_GivesTheSameBits()
    {
        using var file = new ScratchFile();
        var tagger = new SequenceTagger<bool>(Options with { Epochs = 2, Layers = 2 });
        tagger.Fit(s_steps.Series, s_steps.Labels);
        tagger.Save(file.Path);
        var loaded = SequenceTagger<bool>.Load(file.Path);
        Assert.Equal(tagger.PredictProbabilities(s_steps.Series), loaded.PredictProbabilities(s_steps.Series));
        Assert.Equal(tagger.Predict(s_steps.Series), loaded.Predict(s_steps.Series));
    }

    [Fact]
    public void Predictions_OfABatch_AreThoseOfEachSequenceAlone()
    {
        var tagger = new SequenceTagger<bool>(Options with { Epochs = 2 });
        tagger.Fit(s_steps.Series, s_steps.Labels);
        var together = tagger.PredictProbabilities(s_steps.Series);
        Assert.All(Enumerable.Range(0, 50), i =>
        {
            Assert.Equal(s_steps.Series[i].Length, together[i].Length);
            Assert.Equal(together[i], tagger.PredictProbabilities(new[] { s_steps.Series[i] })[0]);
        });
    }

    [Fact]
    public void Fit_WithAMissingLabel_NamesSequenceAndStep()
    {
        var tagger = new SequenceTagger<string>(Options);
        var message = Assert.Throws<ArgumentException>(() => tagger.Fit(new float[][] { [1, 2], [3, 4] }, new string[][] { ["a", "b"], ["a"] })).Message;
        Assert.StartsWith("Sequence 1 has 2 steps and 1 labels or values; give one for each step.", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => tagger.Fit(new float[][] { [1, 2] }, new string[][] { ["a", null!] })).Message;
        Assert.StartsWith("The label or value of sequence 0, step 1 is null", message, StringComparison.Ordinal);
    }
}
