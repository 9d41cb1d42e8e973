using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Training;
using Unroll.Training.Batching;
using Unroll.Training.Optimizers;

namespace Unroll.Tests.Fitting;

public sealed class NetworkFittingTests
{
    static readonly (float[][] Series, bool[][] Labels) s_steps = Waves.Steps(120);
    static readonly int[][] s_classes = [.. s_steps.Labels.Select(one => one.Select(label => label ? 1 : 0).ToArray())];

    static FitOptions Options => new() { Epochs = 6, Batch = 16, Rate = 0.02, Threads = 1, ValidationShare = 0.25 };

    static Network<float> NewNetwork() => NetworkBuilder<float>.Of(1).Bidirectional("gru", 8).Dense(2).Build(seed: 1);

    [Fact]
    public void Fit_OnClassesOfSteps_Learns()
    {
        var history = NewNetwork().Fit(s_steps.Series, s_classes, Options with { Epochs = 20 });
        Assert.Equal((20, FitEnd.Epochs), (history.Epochs.Count, history.End));
        Assert.InRange(history.Epochs[history.BestEpoch - 1].ValidationAccuracy, 0.85, 1);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss / 2);
        Assert.Equal(history.Epochs.Min(epoch => epoch.ValidationLoss), history.Epochs[history.BestEpoch - 1].ValidationLoss);
    }

    [Fact]
    public void Fit_OnOneClassASequence_TakesThePooledOrTheLastStep()
    {
        var first = s_steps.Series.Select(one => one[0] > 0 ? 1 : 0).ToArray();
        var pooled = NetworkBuilder<float>.Of(1).Recurrent("gru", 8).Pool().Dense(2).Build(1);
        var last = NetworkBuilder<float>.Of(1).Recurrent("gru", 8).Dense(2).Build(1);
        pooled.Parameters.Values.CopyTo(last.Parameters.Values);   // the names of the layers decide on the first weights, and they differ
        last.Parameters.MarkChanged();
        var one = pooled.Fit(s_steps.Series, first, Options);
        var other = last.Fit(s_steps.Series, first, Options);
        // The same mathematics in another order of sums: alike, but not to the bit.
        Assert.All(one.Epochs.Zip(other.Epochs), pair => Assert.Equal(pair.First.ValidationLoss, pair.Second.ValidationLoss, 1e-3));
        Assert.Single(pooled.Predict(s_steps.Series)[0]);
        Assert.Equal(s_steps.Series[0].Length, last.Predict(s_steps.Series)[0].Length);
    }

    [Fact]
    public void Fit_OnValues_MeasuresTheSquaredError()
    {
        var network = NetworkBuilder<float>.Of(1).Recurrent("elman", 6).Dense(1).Build(1);
        var history = network.Fit(s_steps.Series, s_steps.Series.Select(one => (IReadOnlyList<float[]>)[.. one.Select(number => (float[])[number])]), Options);
        Assert.True(history.Epochs[^1].ValidationLoss < 0.2);
        Assert.True(double.IsNaN(history.Epochs[0].ValidationAccuracy));
        var said = network.Predict(s_steps.Series);
        var error = s_steps.Series.SelectMany((one, i) => one.Select((number, step) => Math.Pow(number - said[i][step][0], 2))).Average();
        Assert.InRange(error, 0, 0.2);
    }

    [Fact]
    public void Fit_OnAnyThreads_GivesTheSameBits()
    {
        Network<float> one = NewNetwork(), other = NewNetwork();
        var (first, second) = (one.Fit(s_steps.Series, s_classes, Options), other.Fit(s_steps.Series, s_classes, Options with { Threads = 3 }));
        Assert.Equal(first.Epochs, second.Epochs);
        Assert.Equal(one.Parameters.Values, other.Parameters.Values);
    }

    [Fact]
    public void Fit_WithPatience_EndsAndKeepsTheBestEpoch()
    {
        // Labels of chance: what is learnt of them makes the validation loss worse soon.
        var chance = new Numerics.Random.RandomStream(3);
        int[][] classes = [.. s_steps.Series.Select(one => one.Select(_ => chance.NextInt32(2)).ToArray())];
        var options = Options with { Epochs = 400, Patience = 4, Rate = 0.05 };
        var network = NewNetwork();
        var history = network.Fit(s_steps.Series, classes, options);
        Assert.Equal(FitEnd.Patience, history.End);
        Assert.Equal(history.BestEpoch + 4, history.Epochs.Count);
        var untilBest = NewNetwork();
        untilBest.Fit(s_steps.Series, classes, options with { Epochs = history.BestEpoch, Patience = 0 });
        Assert.Equal(untilBest.Parameters.Values, network.Parameters.Values);
    }

    [Fact]
    public void Fit_WhenCancelledAtOnce_ChangesNothing()
    {
        var network = NewNetwork();
        var history = network.Fit(s_steps.Series, s_classes, Options, new CancellationToken(canceled: true));
        Assert.Equal((0, 0, FitEnd.Cancelled), (history.Epochs.Count, history.BestEpoch, history.End));
        Assert.Equal(NewNetwork().Parameters.Values, network.Parameters.Values);
    }

    [Fact]
    public void Fit_WhenCancelledWithoutValidation_KeepsTheLastWeights()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Options with { ValidationShare = 0, OnEpoch = epoch => { if (epoch.Epoch == 2) cancellation.Cancel(); } };
        Network<float> network = NewNetwork(), expected = NewNetwork();
        var history = network.Fit(s_steps.Series, s_classes, options, cancellation.Token);
        expected.Fit(s_steps.Series, s_classes, options with { Epochs = 2, OnEpoch = null });
        Assert.Equal((2, 2, FitEnd.Cancelled), (history.Epochs.Count, history.BestEpoch, history.End));
        Assert.Equal(expected.Parameters.Values, network.Parameters.Values);
    }

    [Fact]
    public void Fit_ThatDiverges_SaysSoAndKeepsTheBestEpoch()
    {
        var network = NewNetwork();
        float[]? afterBest = null;
        var options = Options with
        {
            Optimizer = new SgdOptions(),
            ClipNorm = 0,
            Schedule = new Jump(),
            Epochs = 50,
            OnEpoch = epoch => { if (epoch.IsBest) afterBest = network.Parameters.Values.ToArray(); },
        };
        Assert.Throws<TrainingDivergedException>(() => network.Fit(s_steps.Series, s_classes, options));
        Assert.NotNull(afterBest);
        Assert.Equal(afterBest, network.Parameters.Values.ToArray());
    }

    // Little moves in the first epochs, everything after.
    sealed class Jump : Training.Schedules.ISchedule
    {
        public double RateAt(long step) => step < 20 ? 1e-9 : 1e38;
    }

    [Fact]
    public void Fit_OfPartsThatDoNotFit_SaysWhich()
    {
        AssertRefused("The network reads width 1, but the sequences have width 2", () => NewNetwork().Fit(new float[][][] { [[1, 2]] }, [0]));
        AssertRefused("There are 4 classes, but the network writes 2 numbers; end it with Dense(4).", () => NewNetwork().Fit(s_steps.Series, s_steps.Series.Select((_, i) => i % 4)));
        AssertRefused("There are 3 values to learn, but the network writes 2", () => NewNetwork().Fit(s_steps.Series, s_steps.Series.Select(_ => new float[3])));
        AssertRefused("A patience of 3 epochs follows the validation loss", () => NewNetwork().Fit(s_steps.Series, s_classes, Options with { Patience = 3, ValidationShare = 0 }));
        AssertRefused("The network makes one answer of a whole sequence", () => NetworkBuilder<float>.Of(1).Recurrent("gru", 2).Pool().Dense(2).Build(1).Fit(s_steps.Series, s_classes));
        AssertRefused("The network writes 4 steps whatever it reads", () => NetworkBuilder<float>.Of(1).Recurrent("gru", 2).Pool().Repeat(4).Dense(2).Build(1).Fit(s_steps.Series, s_classes));
        AssertRefused("There are targets for 1 sequences and inputs of 120", () => NewNetwork().Fit(s_steps.Series, [0]));
        AssertRefused("There are no sequences to learn from", () => NewNetwork().Fit(Array.Empty<float[]>(), [0]));
        AssertRefused("Targets are classes, but this loss compares with values", () => NewNetwork().Fit(s_steps.Series, s_classes, Options with { Loss = new SquaredErrorOptions() }));
        AssertRefused("The data have no targets", () => NewNetwork().Fit(new SequenceDataset<float>(SequenceInputs<float>.OfSeries(s_steps.Series))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { ValidationShare = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { Rate = double.NaN });
    }

    [Fact]
    public void Fit_OfDoubles_Learns()
    {
        var data = new SequenceDataset<double>(
            SequenceInputs<double>.OfSeries(s_steps.Series.Select(one => one.Select(number => (double)number).ToArray())), SequenceTargets<double>.OfStepClasses(s_classes));
        var history = NetworkBuilder<double>.Of(1).Bidirectional("lstm", 8, Merge.Sum).Dense(2).Build(1).Fit(data, Options);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss);
    }

    static void AssertRefused(string beginning, Action action)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
