using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Unroll.Tests.Estimators;

public sealed class SequenceClassifierTests
{
    static readonly (float[][][] Sequences, string[] Labels, float[] Slopes) s_lines = Waves.Lines(240);

    static SequenceClassifier<string> Fitted(EstimatorOptions? options = null)
    {
        var classifier = new SequenceClassifier<string>(options ?? Waves.Options());
        classifier.Fit(s_lines.Sequences[..160], s_lines.Labels[..160]);
        return classifier;
    }

    public static TheoryData<bool, Networks.Layers.Pooling> Forms => new()
    {
        { false, Networks.Layers.Pooling.Last },
        { true, Networks.Layers.Pooling.Mean },
        { true, Networks.Layers.Pooling.Max },
    };

    [Theory, MemberData(nameof(Forms))]
    public void Fit_OnLines_LearnsWhichWayTheyGo(bool bidirectional, Networks.Layers.Pooling pooling)
    {
        var classifier = Fitted(Waves.Options(30) with { Bidirectional = bidirectional, Pooling = pooling, Dropout = 0.1 });
        Assert.InRange(classifier.Score(s_lines.Sequences[160..], s_lines.Labels[160..]), 0.85, 1);
        Assert.Equal(["down", "up"], classifier.Labels);
    }

    [Fact]
    public void Probabilities_OfASequence_AddUpAndAgreeWithThePrediction()
    {
        var classifier = Fitted();
        var probabilities = classifier.PredictProbabilities(s_lines.Sequences);
        var predicted = classifier.Predict(s_lines.Sequences);
        for (var i = 0; i < predicted.Length; i++)
        {
            Assert.Equal(1, probabilities[i].Sum(), 1e-5);
            Assert.Equal(classifier.Labels[probabilities[i].AsSpan().IndexOf(probabilities[i].Max())], predicted[i]);
        }
    }

    [Fact]
    public void Fit_AgainOnOtherThreads_GivesTheSameBits()
    {
        var options = Waves.Options(4) with { ValidationShare = 0.2, Layers = 2, Bidirectional = true, Dropout = 0.2 };
        var expected = Fitted(options).PredictProbabilities(s_lines.Sequences);
        Assert.Equal(expected, Fitted(options with { Threads = 3 }).PredictProbabilities(s_lines.Sequences));
        Assert.NotEqual(expected, Fitted(options with { Seed = 2 }).PredictProbabilities(s_lines.Sequences));
    }

    [Fact]
    public void Dropout_WhenPredicting_DoesNothingAndInTrainingSomething()
    {
        var with = Fitted(Waves.Options(2) with { Dropout = 0.5 });
        Assert.Equal(with.PredictProbabilities(s_lines.Sequences), with.PredictProbabilities(s_lines.Sequences));
        Assert.NotEqual(Fitted(Waves.Options(2)).PredictProbabilities(s_lines.Sequences), with.PredictProbabilities(s_lines.Sequences));
    }

    [Fact]
    public void Predictions_OfABatch_AreThoseOfEachSequenceAlone()
    {
        var classifier = Fitted(Waves.Options(3) with { Bidirectional = true });
        var together = classifier.PredictProbabilities(s_lines.Sequences);
        for (var i = 0; i < 60; i++)
            Assert.Equal(together[i], classifier.PredictProbabilities(new[] { s_lines.Sequences[i] })[0]);
        Assert.Equal(together.Reverse(), classifier.PredictProbabilities(s_lines.Sequences.Reverse().ToArray()));
    }

    [Fact]
    public void Fit_WhenCancelled_KeepsWhatWasLearnt()
    {
        using var cancellation = new CancellationTokenSource();
        var classifier = new SequenceClassifier<string>(Waves.Options(1000) with { OnEpoch = epoch => { if (epoch.Epoch == 10) cancellation.Cancel(); } });
        var history = classifier.Fit(s_lines.Sequences, s_lines.Labels, cancellation.Token);
        Assert.Equal((FitEnd.Cancelled, 10), (history.End, history.Epochs.Count));
        Assert.InRange(classifier.Score(s_lines.Sequences, s_lines.Labels), 0.8, 1);
    }

    [Fact]
    public void Fit_CancelledAtOnce_LeavesAllAsItWas()
    {
        var cancelled = new CancellationToken(canceled: true);
        var classifier = new SequenceClassifier<string>(Waves.Options(2));
        Assert.Equal(FitEnd.Cancelled, classifier.Fit(s_lines.Sequences, s_lines.Labels, cancelled).End);
        Assert.Throws<NotFittedException>(() => classifier.Predict(s_lines.Sequences));
        classifier.Fit(s_lines.Sequences, s_lines.Labels);
        var before = classifier.PredictProbabilities(s_lines.Sequences);
        classifier.Fit(s_lines.Sequences, s_lines.Slopes.Select(slope => slope > 0.5 ? "steep" : "flat"), cancelled);
        Assert.Equal(before, classifier.PredictProbabilities(s_lines.Sequences));
        Assert.Equal(["down", "up"], classifier.Labels);
    }

    [Fact]
    public void Predictions_OnSeveralThreadsAtOnce_AreTheSame()
    {
        var classifier = Fitted(Waves.Options(1));
        var expected = classifier.PredictProbabilities(s_lines.Sequences);
        var answers = new float[8][][];
        var threads = Enumerable.Range(0, answers.Length).Select(i => new Thread(() => answers[i] = classifier.PredictProbabilities(s_lines.Sequences))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Fact]
    public void Fit_ThatFails_LeavesWhatWasLearntBefore()
    {
        var classifier = Fitted();
        var before = classifier.PredictProbabilities(s_lines.Sequences);
        float[][][] broken = [.. s_lines.Sequences[..9], [[1, 2], [float.NaN, 3]]];
        var message = Assert.Throws<ArgumentException>(() => classifier.Fit(broken, s_lines.Labels[..10])).Message;
        Assert.StartsWith("Inputs, sequence 9, step 1, column 0: the number is NaN", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Throws<ArgumentException>(() => classifier.Fit(s_lines.Sequences[..10], s_lines.Labels[..9]));
        Assert.Equal(before, classifier.PredictProbabilities(s_lines.Sequences));
    }

    [Fact]
    public void Fit_OfWhatCannotBeLearnt_SaysWhatIsWrong()
    {
        var classifier = new SequenceClassifier<string>(Waves.Options());
        AssertRefused("There are 9 labels or values for 10 sequences", () => classifier.Fit(s_lines.Sequences[..10], s_lines.Labels[..9]));
        AssertRefused("The labels are all 'up'", () => classifier.Fit(s_lines.Sequences[..2], ["up", "up"]));
        AssertRefused("There are no sequences to learn from", () => classifier.Fit(Array.Empty<float[][]>(), []));
        AssertRefused("The label or value of sequence 1 is null", () => classifier.Fit(s_lines.Sequences[..2], ["up", null!]));
        AssertRefused("Inputs, sequence 1, step 0: the row has width 1, expected 2", () => classifier.Fit(new float[][][] { [[1, 2]], [[1]] }, ["a", "b"]));
        AssertRefused("Inputs, sequence 1: it is empty", () => classifier.Fit(new float[][][] { [[1, 2]], [] }, ["a", "b"]));
        Assert.Throws<NotFittedException>(() => classifier.Predict(s_lines.Sequences));
        AssertRefused("The sequences have width 1, but the model learnt from width 2", () => Fitted(Waves.Options(1)).Predict(new float[][] { [1, 2, 3] }));
    }

    [Fact]
    public void Predict_OfNothing_IsNothing() => Assert.Empty(Fitted(Waves.Options(1)).Predict(Array.Empty<float[][]>()));

    [Fact]
    public void Labels_OfAnyKind_ComeBack()
    {
        AssertRoundTrip([3, -1, 20], [-1, 3, 20]);
        AssertRoundTrip(["b", "a\n\"ü\u2028", "B"], ["B", "a\n\"ü\u2028", "b"]);
        AssertRoundTrip([true, false, true], [false, true]);
        AssertRoundTrip([DayOfWeek.Friday, DayOfWeek.Monday, DayOfWeek.Friday], [DayOfWeek.Monday, DayOfWeek.Friday]);
        AssertRoundTrip([0.1, 1e300, -2.5], [-2.5, 0.1, 1e300]);
        AssertRoundTrip(['x', '\0', 'x'], ['\0', 'x']);
    }

    [Fact]
    public void Fit_OfSymbols_LearnsAndRefusesUnknownOnes()
    {
        int[][] words = [.. Enumerable.Range(0, 60).Select(i => (int[])[i % 2, 2 + i % 3, 2 + i % 5])];
        var classifier = new SequenceClassifier<int>(Waves.Options(20));
        classifier.Fit(words, words.Select(word => word[0]));
        Assert.Equal(1, classifier.Score(words, words.Select(word => word[0])));
        Assert.Equal([1], classifier.Predict(new int[][] { [1, 2] }));
        AssertRefused("The sequences hold symbol 7, but the model knows 0 to 6", () => classifier.Predict(new int[][] { [1, 7] }));
        AssertRefused("The sequences are numbers, but the model learnt from symbols", () => classifier.Predict(new float[][] { [1, 2] }));
    }

    static void AssertRoundTrip<TLabel>(TLabel[] labels, IReadOnlyList<TLabel> expected)
        where TLabel : notnull, IComparable, IConvertible
    {
        using var file = new ScratchFile();
        var classifier = new SequenceClassifier<TLabel>(Waves.Options(1));
        classifier.Fit(s_lines.Sequences[..3], labels);
        classifier.Save(file.Path);
        var loaded = SequenceClassifier<TLabel>.Load(file.Path);
        Assert.Equal(expected, loaded.Labels);
        Assert.Equal(classifier.Predict(s_lines.Sequences), loaded.Predict(s_lines.Sequences));
    }

    static void AssertRefused(string beginning, Action action)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
