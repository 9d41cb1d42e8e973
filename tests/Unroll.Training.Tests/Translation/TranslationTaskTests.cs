using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Tests.Support;
using Unroll.Training.Translation;

namespace Unroll.Training.Tests.Translation;

/// <summary>Pairs in batches, and encoder-decoders in the trainer.</summary>
public sealed class TranslationTaskTests
{
    static readonly int[][] s_sources = [[1, 2, 3], [0], [3, 3]], s_answers = [[2, 1], [0, 1, 2], [1]];

    static SequencePairs<float> Three => new(SequenceInputs<float>.OfSymbols(s_sources, 4), SequenceInputs<float>.OfSymbols(s_answers, 3));

    [Fact]
    public void Fill_OfRaggedPairs_GivesSourcesInputsAndTargets()
    {
        var task = new TranslationTask<float>(Three, new TranslationOptions { Start = 3, End = 4, Batching = new() { MostPadding = 0.9, Shuffle = false } });
        Assert.Equal((4, 5, 4, 3, 1), (task.Shape.InputWidth, task.Shape.OutputWidth, task.Shape.MostSteps, task.Shape.MostRows, task.Shape.StepsPerEpoch));
        Assert.Equal(new SourceShape(4, 3, IsSymbols: true, IsPadded: true), task.Shape.Source);
        var batch = new Batch<float>(task.Shape);
        Assert.True(task.Fill(batch, 0, 0));
        // By length of source and answer together: [3, 3] with [1], [0] with [0, 1, 2], [1, 2, 3] with [2, 1].
        Assert.Equal(["3 3", "0", "1 2 3"], Rows(batch.Source!.Steps, (step, row) => batch.Source.Mask![step, row] ? batch.Source.Symbols[step, row][0] : null));
        Assert.Equal(["3 1", "3 0 1 2", "3 2 1"], Rows(batch.Steps, (step, row) => batch.Mask![step, row] ? batch.Symbols[step, row][0] : null));
        Assert.Equal(["1 4 -1 -1", "0 1 2 4", "2 1 4 -1"], Rows(batch.Steps, (step, row) => batch.Targets[step, row][0]));
    }

    static string[] Rows(int steps, Func<int, int, int?> at) => [.. Enumerable.Range(0, 3).Select(row => string.Join(' ', Enumerable.Range(0, steps).Select(step => at(step, row)).Where(one => one is not null)))];

    [Fact]
    public void Fill_OfRowsOfNumbers_GivesThemOneStepLate()
    {
        var pairs = new SequencePairs<float>(SequenceInputs<float>.OfSeries([[1, 2], [3]]), SequenceInputs<float>.OfRows((float[][][])[[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10]]]));
        var task = new TranslationTask<float>(pairs, new TranslationOptions { Batching = new() { MostPadding = 0.9, Shuffle = false } });
        var batch = new Batch<float>(task.Shape);
        task.Fill(batch, 0, 0);
        Assert.Equal([0, 0, 7, 8, 0, 0], Columns(batch, batch.Dense, 0));
        Assert.Equal([0, 0, 1, 2, 3, 4], Columns(batch, batch.Dense, 1));
        Assert.Equal([7, 8, 9, 10, 0, 0], Columns(batch, batch.TargetValues, 0));
        Assert.Equal([1, 2, 3, 4, 5, 6], Columns(batch, batch.TargetValues, 1));
        Assert.Equal([1, 1, 0], Columns(batch, batch.TargetWeights, 0));
        Assert.False(batch.Mask![2, 0]);
        Assert.True(batch.Mask[2, 1]);
    }

    static float[] Columns(Batch<float> batch, Numerics.Shapes.Sequence<float> numbers, int row)
    {
        var all = new List<float>();
        for (var step = 0; step < batch.Steps; step++)
            all.AddRange(numbers[step, row].ToArray());
        return [.. all];
    }

    [Fact]
    public void Epoch_OfManyBatches_HasEveryPairOnce()
    {
        var pairs = Reversal.Pairs(50);
        var task = new TranslationTask<float>(pairs, new TranslationOptions { Batching = new() { MostRows = 7 }, Workers = 2 });
        var batch = new Batch<float>(task.Shape);
        var seen = new List<string>();
        for (var step = 0; step < task.Shape.StepsPerEpoch; step++)
        {
            for (var worker = 0; worker < 2; worker++)
            {
                if (!task.Fill(batch, step, worker))
                    continue;
                for (var row = 0; row < batch.Rows; row++)
                    seen.Add(string.Join(' ', Enumerable.Range(0, batch.Source!.Steps).Where(at => batch.Source.Mask![at, row]).Select(at => batch.Source.Symbols[at, row][0])));
            }
        }
        Assert.Equal(Enumerable.Range(0, 50).Select(pair => string.Join(' ', pairs.Sources.SymbolsOf(pair).ToArray())).Order(), seen.Order());
    }

    [Fact]
    public void Training_ToReverseStrings_ComesToAllRight()
    {
        var (training, validation) = Reversal.Pairs(600).Split(0.1, 5);
        var task = new TranslationTask<float>(training, new TranslationOptions { Batching = new() { MostRows = 32, MostPadding = 0.9 } }, validation, new AccuracyMetric<float>());
        var model = Reversal.Model(hidden: 48);
        var trainer = Reversal.Trainer(model, task);
        Assert.InRange(task.Evaluate(model.Decoder, WorkerTeam.Single)["validation.exact"], 0, 0.3);
        for (var step = 0; step < 500; step++)
            trainer.Step();
        var measures = task.Evaluate(model.Decoder, WorkerTeam.Single);
        Assert.Equal((1.0, 1.0), (measures["validation.exact"], measures["validation.accuracy"]));
        Assert.Equal(2, measures.Count);
    }

    /// <summary>The source's number, then half of it, then a quarter: squared error over rows that are fed back.</summary>
    [Fact]
    public void Training_OnRowsOfNumbers_MakesTheErrorSmall()
    {
        var random = new RandomStream(2);
        var sources = Enumerable.Range(0, 64).Select(_ => (float[])[(float)random.NextNormal()]).ToArray();
        var pairs = new SequencePairs<float>(SequenceInputs<float>.OfSeries(sources), SequenceInputs<float>.OfSeries(sources.Select(one => (float[])[one[0], one[0] / 2, one[0] / 4])));
        var plan = new ParameterPlan();
        var model = new EncoderDecoder<float>(plan, [new RecurrentLayer<float>(plan, "e", "gru", 1, 16)], [new RecurrentLayer<float>(plan, "d", "gru", 1, 16), new DenseLayer<float>(plan, "out", 16, 1)]);
        model.Initialize(new RandomStream(1));
        var trainer = new Trainer<float>(model.Decoder, new TranslationTask<float>(pairs), new SquaredErrorOptions().Create<float>(), new AdamOptions().Create(model.Parameters),
            Reversal.Options(new ScheduledSampling { Teacher = new ConstantTeacher(0.5) }), WorkerTeam.Single);
        var first = trainer.Step().LossPerTarget;
        for (var step = 0; step < 250; step++)
            trainer.Step();
        Assert.InRange(trainer.Step().LossPerTarget, 0, first / 50);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.4)]
    public void Threads_OfTheTeam_ChangeNoBit(double teacher)
    {
        var sampling = new ScheduledSampling { Teacher = new ConstantTeacher(teacher) };
        var expected = Reversal.Train(sampling, dropout: 0.3);
        Assert.Equal(expected, Reversal.Train(sampling, threads: 2, dropout: 0.3));
        Assert.Equal(expected, Reversal.Train(sampling, threads: 3, dropout: 0.3));
    }

    /// <summary>Two trainers with a network each are one trainer of two workers, also where coins are thrown.</summary>
    [Fact]
    public void Workers_OfOneTrainer_AreAGroupOfTrainers()
    {
        var sampling = new ScheduledSampling { Teacher = new ConstantTeacher(0.5) };
        var expected = Reversal.Train(sampling, workers: 2);
        var members = InProcess.Create(2);
        var values = new float[2][];
        Crew.RunThrough(members, member =>
        {
            var model = Reversal.Model(hidden: 20);
            var task = new TranslationTask<float>(Reversal.Pairs(60), new TranslationOptions { Batching = new() { MostRows = 8, MostPadding = 0.9 }, Workers = 2 });
            var trainer = Reversal.Trainer(model, task, Reversal.Options(sampling) with { Collective = member });
            for (var step = 0; step < 6; step++)
                trainer.Step();
            values[member.Rank] = model.Parameters.Values.ToArray();
        });
        Assert.Equal(expected, values[0]);
        Assert.Equal(expected, values[1]);
    }

    [Fact]
    public void Resuming_InTheMiddle_GivesTheSameBits()
    {
        var sampling = new ScheduledSampling { Teacher = new LinearTeacher(1, 0.1) };
        var expected = Reversal.Train(sampling, steps: 9);
        TranslationTask<float> Task() => new(Reversal.Pairs(60), new TranslationOptions { Batching = new() { MostRows = 8, MostPadding = 0.9 } });
        var (first, second) = (Reversal.Model(hidden: 20), Reversal.Model(hidden: 20, seed: 9));
        var (one, other) = (Reversal.Trainer(first, Task(), Reversal.Options(sampling)), Reversal.Trainer(second, Task(), Reversal.Options(sampling)));
        for (var step = 0; step < 5; step++)
            one.Step();
        first.Parameters.Values.CopyTo(second.Parameters.Values);
        foreach (var (from, to) in one.Optimizer.State.Zip(other.Optimizer.State))
            from.Values.Span.CopyTo(to.Values.Span);
        other.Restore(one.State);
        for (var step = 0; step < 4; step++)
            other.Step();
        Assert.Equal(expected, second.Parameters.Values.ToArray());
    }

    [Fact]
    public void Pairs_ThatDoNotFit_AreRefusedByName()
    {
        Assert.StartsWith("There are 2 answers to 3 sources", Assert.Throws<ArgumentException>(() => new SequencePairs<float>(SequenceInputs<float>.OfSymbols(s_sources), SequenceInputs<float>.OfSymbols(s_answers[..2]))).Message);
        Assert.StartsWith("Targets, sequence 0, step 1: the symbol is 1, which ends an answer", Assert.Throws<ArgumentException>(() => new TranslationTask<float>(Three, new TranslationOptions { End = 1 })).Message);
        Assert.StartsWith("The training pairs have 4 symbols and answers of 3 symbols, the validation pairs 4 symbols and answers of 4 symbols",
            Assert.Throws<ArgumentException>(() => new TranslationTask<float>(Three, null, Reversal.Pairs(5))).Message);
        Assert.Throws<ArgumentException>(() => Three.Pick([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Three.Pick([3]));
        Assert.Throws<ArgumentException>(() => Three.Pick([0]).Split(0.5, 1));
    }

    [Fact]
    public void Trainer_OfPartsThatDoNotFit_SaysWhich()
    {
        var task = new TranslationTask<float>(Reversal.Pairs(5));
        string Refused(Network<float> network, ITask<float> on, ScheduledSampling? sampling = null) => Assert.ThrowsAny<ArgumentException>(() =>
            new Trainer<float>(network, on, new SoftmaxCrossEntropy<float>(LossReduction.Mean), new AdamOptions().Create(network.Parameters), Reversal.Options(sampling), WorkerTeam.Single)).Message;
        var plan = new ParameterPlan();
        var alone = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", "gru", 5, 5));
        Assert.StartsWith("The task has sources for an encoder, but the network stands alone", Refused(alone, task));
        Assert.StartsWith("Scheduled sampling is for encoder-decoders", Refused(Rig.NewNetwork(), new MajorityTask(), new ScheduledSampling { Teacher = new ConstantTeacher(1) }));
        plan = new ParameterPlan();
        var pair = new EncoderDecoder<float>(plan, [new RecurrentLayer<float>(plan, "e", "gru", 5, 5)], [new RecurrentLayer<float>(plan, "d", "gru", 5, 5)]);
        Assert.StartsWith("The network is the encoder of an encoder-decoder", Refused(pair.Encoder, task));
        Assert.StartsWith("The encoder reads width 5, but the task's sources have width 4", Refused(pair.Decoder, task));
        plan = new ParameterPlan();
        var small = new EncoderDecoder<float>(plan, [new RecurrentLayer<float>(plan, "e", "gru", 2, 2)], [new RecurrentLayer<float>(plan, "d", "gru", 2, 2)]);
        Assert.StartsWith("The network is the decoder of an encoder-decoder, but the task has no sources", Refused(small.Decoder, new MajorityTask()));
        Assert.StartsWith("The model reads width 5, then 5, and writes 5; the pairs ask for 4, 5 and 5.", Assert.Throws<ArgumentException>(() => new TranslationMeasure<float>(pair, Reversal.Pairs(5), null, WorkerTeam.Single)).Message);
    }
}
