using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Batching;

/// <summary>What a data set's batches hold, and training and measuring on them.</summary>
public sealed class DatasetTaskTests
{
    static readonly int[] s_lengths = [4, 2, 4, 3];

    // Number 100 · sequence + step at every place.
    static SequenceInputs<float> Rows => SequenceInputs<float>.OfSeries(s_lengths.Select((length, s) => Enumerable.Range(0, length).Select(t => 100f * s + t).ToArray()));

    static DatasetOptions AllAtOnce => new() { Batching = new() { MostRows = 8, MostPadding = 0.9, Shuffle = false } };

    static Batch<float> Filled(SequenceTargets<float> targets, DatasetOptions options, SequenceInputs<float>? inputs = null)
    {
        var task = new DatasetTask<float>(new(inputs ?? Rows, targets), options);
        var batch = new Batch<float>(task.Shape);
        Assert.True(task.Fill(batch, 0, 0));
        return batch;
    }

    // Sorted by length: sequences 1, 3, 0, 2.
    static readonly int[] s_order = [1, 3, 0, 2];

    [Fact]
    public void Fill_WithStepClasses_WritesInputsMaskAndTargets()
    {
        var classes = s_lengths.Select((length, s) => Enumerable.Range(0, length).Select(t => (s + t) % 3).ToArray());
        var batch = Filled(SequenceTargets<float>.OfStepClasses(classes, 3), AllAtOnce);
        Assert.Equal((4, 4), (batch.Steps, batch.Rows));
        for (var row = 0; row < 4; row++)
        {
            for (var t = 0; t < 4; t++)
            {
                var isThere = t < s_lengths[s_order[row]];
                Assert.Equal(isThere, batch.Mask![t, row]);
                Assert.Equal(isThere ? 100 * s_order[row] + t : 0, batch.Dense[t, row][0]);
                Assert.Equal(isThere ? (s_order[row] + t) % 3 : -1, batch.Targets[t, row][0]);
            }
        }
    }

    [Fact]
    public void Fill_WithStepValues_GivesPaddingNoWeight()
    {
        var values = s_lengths.Select((length, s) => Enumerable.Range(0, length).Select(t => new float[] { s, t }).ToArray());
        var batch = Filled(SequenceTargets<float>.OfStepValues(values), AllAtOnce);
        for (var row = 0; row < 4; row++)
        {
            for (var t = 0; t < 4; t++)
            {
                var isThere = t < s_lengths[s_order[row]];
                Assert.Equal(isThere ? 1 : 0, batch.TargetWeights[t, row][0]);
                Assert.Equal(isThere ? [s_order[row], t] : [0, 0], batch.TargetValues[t, row].ToArray());
            }
        }
    }

    [Theory]
    [InlineData(AnswerPlace.OneStep)]
    [InlineData(AnswerPlace.LastStep)]
    public void Fill_WithOneTargetForASequence_PutsItWhereItWasAsked(AnswerPlace place)
    {
        var options = AllAtOnce with { Answer = place };
        var classes = Filled(SequenceTargets<float>.OfClasses([0, 1, 2, 3]), options);
        var values = Filled(SequenceTargets<float>.OfValues([[0], [1], [2], [3]]), options);
        Assert.Equal(place == AnswerPlace.OneStep ? 1 : 4, classes.TargetSteps);
        for (var row = 0; row < 4; row++)
        {
            for (var t = 0; t < classes.TargetSteps; t++)
            {
                var isThere = place == AnswerPlace.OneStep || t == s_lengths[s_order[row]] - 1;
                Assert.Equal(isThere ? s_order[row] : -1, classes.Targets[t, row][0]);
                Assert.Equal(isThere ? (1, s_order[row]) : (0, 0), (values.TargetWeights[t, row][0], values.TargetValues[t, row][0]));
            }
        }
    }

    [Fact]
    public void Fill_OverWorkers_GivesEverySequenceOnceAnEpoch()
    {
        var lengths = Enumerable.Range(1, 23).ToArray();
        var inputs = SequenceInputs<float>.OfSymbols(lengths.Select(length => Enumerable.Repeat(length, length).ToArray()), 24);
        var task = new DatasetTask<float>(new(inputs, SequenceTargets<float>.OfClasses(lengths)), new DatasetOptions { Workers = 3, Batching = new() { MostRows = 2 } });
        var batch = new Batch<float>(task.Shape);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            var seen = new List<int>();
            for (var step = 0; step < task.Shape.StepsPerEpoch; step++)
            {
                for (var worker = 0; worker < 3; worker++)
                {
                    if (!task.Fill(batch, epoch * task.Shape.StepsPerEpoch + step, worker))
                        continue;
                    for (var row = 0; row < batch.Rows; row++)
                        seen.Add(batch.Symbols[0, row][0]);
                }
            }
            Assert.Equal(lengths, seen.Order());
        }
        Assert.InRange(task.PaddingShare, 0, 0.2);
    }

    // Which of two symbols came first: to be told at the end.
    static SequenceDataset<float> First(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var sequences = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 1 + random.NextInt32(6)).Select(_ => random.NextInt32(2)).ToArray()).ToArray();
        return new(SequenceInputs<float>.OfSymbols(sequences, 2), SequenceTargets<float>.OfClasses(sequences.Select(sequence => sequence[0]), 2));
    }

    static Network<float> NewNetwork()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "rnn", "gru", 2, 8), new DenseLayer<float>(plan, "out", 8, 2));
        network.Initialize(new RandomStream(1));
        return network;
    }

    [Fact]
    public void Train_OnADataSet_LearnsIt()
    {
        var (training, validation) = First(200, 1).Split(0.2, 1);
        var network = NewNetwork();
        var loss = new SoftmaxCrossEntropy<float>(LossReduction.Mean);
        var task = new DatasetTask<float>(training, new DatasetOptions { Answer = AnswerPlace.LastStep }, validation, new LossMetric<float>(loss), new AccuracyMetric<float>());
        Assert.Equal(["validation.loss", "validation.accuracy"], task.MetricNames);
        var before = task.Evaluate(network, WorkerTeam.Single);
        var trainer = new Trainer<float>(network, task, loss, new AdamOptions().Create(network.Parameters), new TrainerOptions { Schedule = new ConstantSchedule(0.02) }, WorkerTeam.Single);
        for (var step = 0; step < 25 * trainer.StepsPerEpoch; step++)
            trainer.Step();
        var after = task.Evaluate(network, WorkerTeam.Single);
        Assert.True(after["validation.loss"] < before["validation.loss"] / 5, $"from {before["validation.loss"]} to {after["validation.loss"]}");
        Assert.Equal(1, after["validation.accuracy"]);
        Assert.Equal(0, AllocatedBytes.Least(() => trainer.Step()));
    }

    [Fact]
    public void Pass_OverADataSet_GivesEachSequenceWhatItGetsAlone()
    {
        var (network, data) = (NewNetwork(), First(40, 3));
        var pass = new DatasetPass<float>(network, data, WorkerTeam.Single, new BatchingOptions { MostRows = 8, MostPadding = 0.5 });
        var seen = new List<int>();
        while (pass.Next())
        {
            for (var row = 0; row < pass.Sequences.Length; row++)
            {
                var sequence = pass.Sequences[row];
                seen.Add(sequence);
                var alone = new DatasetPass<float>(network, data.Pick([sequence]), WorkerTeam.Single);
                Assert.True(alone.Next());
                for (var t = 0; t < data.LengthOf(sequence); t++)
                    Assert.Equal(alone.Outputs[t, 0].ToArray(), pass.Outputs[t, row].ToArray());
            }
        }
        Assert.Equal(Enumerable.Range(0, 40), seen.Order());
        pass.Restart();
        Assert.True(pass.Next());
    }

    [Fact]
    public void Constructor_OfWhatCannotBe_SaysWhy()
    {
        static void Refuses(string message, Func<object> make) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
        var data = First(3, 1);
        Refuses("The training data have no targets;", () => new DatasetTask<float>(new(data.Inputs)));
        Refuses("The validation data have no targets;", () => new DatasetTask<float>(data, null, new(data.Inputs)));
        Refuses("The training data have 2 symbols and 2 classes for each sequence, the validation data rows of 1 and 4 classes for each sequence;",
            () => new DatasetTask<float>(data, null, new(Rows, SequenceTargets<float>.OfClasses([0, 1, 2, 3]))));
        Refuses("The network reads width 2, but the data set has width 1.", () => new DatasetPass<float>(NewNetwork(), new(Rows), WorkerTeam.Single));
        Assert.Throws<InvalidOperationException>(() => new DatasetPass<float>(NewNetwork(), new(data.Inputs), WorkerTeam.Single).Measure());
    }
}
