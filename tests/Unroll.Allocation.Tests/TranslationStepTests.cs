using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Batching;
using Unroll.Training.Clipping;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Translation;

namespace Unroll.Allocation;

/// <summary>A training step of an encoder-decoder allocates nothing, whether the decoder is forced or reads its own symbols.</summary>
public sealed class TranslationStepTests
{
    [Theory]
    [InlineData("lstm", 1, 1.0, false)]
    [InlineData("gru", 2, 0.5, true)]
    [InlineData("lstm", 2, 0.0, true)]
    public void Step_OfAnEncoderDecoder_AllocatesNothing(string cell, int threads, double teacher, bool bothWays)
    {
        using var team = new WorkerTeam(threads);
        var trainer = NewTrainer(cell, teacher, bothWays, team);
        // More than an epoch: every shape of batch has been there.
        for (var step = 0; step < 30; step++)
            trainer.Step();
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfThisThread(() => Step(trainer))));
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfProcess(() => Step(trainer))));
    }

    static void Step(Trainer<float> trainer)
    {
        for (var step = 0; step < 10; step++)
            trainer.Step();
    }

    static Trainer<float> NewTrainer(string cell, double teacher, bool bothWays, WorkerTeam team)
    {
        var random = new RandomStream(1);
        var strings = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 1 + random.NextInt32(9)).Select(_ => random.NextInt32(4)).ToArray()).ToArray();
        var pairs = new SequencePairs<float>(SequenceInputs<float>.OfSymbols(strings, 4), SequenceInputs<float>.OfSymbols(strings.Select(one => (IReadOnlyList<int>)[.. one, .. one]), 4));
        var plan = new ParameterPlan();
        ILayer<float> reader = bothWays ? new BidirectionalLayer<float>(plan, "e", cell, 4, 10) : new RecurrentLayer<float>(plan, "e", cell, 4, 20);
        var model = new EncoderDecoder<float>(plan, [reader],
            [new EmbeddingLayer<float>(plan, "table", 5, 6), new RecurrentLayer<float>(plan, "d", cell, 6, 20), new DropoutLayer<float>(20, 0.2), new DenseLayer<float>(plan, "out", 20, 5)]);
        model.Initialize(new RandomStream(1));
        var options = new TrainerOptions { Schedule = new ConstantSchedule(0.001), Clipping = new NormClipping(1), Sampling = new ScheduledSampling { Teacher = new ConstantTeacher(teacher) } };
        var task = new TranslationTask<float>(pairs, new TranslationOptions { Batching = new() { MostRows = 8, MostPadding = 0.8 } });
        return new Trainer<float>(model.Decoder, task, new SoftmaxCrossEntropy<float>(LossReduction.Mean), new AdamOptions().Create(model.Parameters, team), options, team);
    }
}
