using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;
using Unroll.Training.Clipping;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Translation;

namespace Unroll.Training.Tests.Translation;

/// <summary>Strings of symbols and the same strings backwards: nothing can be said before all was read.</summary>
static class Reversal
{
    public const int Symbols = 4, End = Symbols;

    public static SequencePairs<float> Pairs(int count, int least = 1, int most = 4, ulong seed = 1)
    {
        var random = new RandomStream(seed).Split("strings");
        var strings = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, least + random.NextInt32(most - least + 1)).Select(_ => random.NextInt32(Symbols)).ToArray()).ToArray();
        return new(SequenceInputs<float>.OfSymbols(strings, Symbols), SequenceInputs<float>.OfSymbols(strings.Select(one => (IReadOnlyList<int>)[.. one.Reverse()]), Symbols));
    }

    public static EncoderDecoder<float> Model(int hidden = 32, string cell = "gru", ulong seed = 1, double dropout = 0)
    {
        var plan = new ParameterPlan();
        var model = new EncoderDecoder<float>(plan,
            [new RecurrentLayer<float>(plan, "encoder", cell, Symbols, hidden)],
            [new RecurrentLayer<float>(plan, "decoder", cell, Symbols + 1, hidden), new DropoutLayer<float>(hidden, dropout), new DenseLayer<float>(plan, "out", hidden, Symbols + 1)]);
        model.Initialize(new RandomStream(seed));
        return model;
    }

    public static Trainer<float> Trainer(EncoderDecoder<float> model, ITask<float> task, TrainerOptions? options = null, WorkerTeam? team = null) => new(
        model.Decoder, task, new SoftmaxCrossEntropy<float>(LossReduction.Mean), new AdamOptions().Create(model.Parameters), options ?? Options(), team ?? WorkerTeam.Single);

    public static TrainerOptions Options(ScheduledSampling? sampling = null, double rate = 0.01) =>
        new() { Schedule = new ConstantSchedule(rate), Clipping = new NormClipping(1), Sampling = sampling, NoiseSeed = 3 };

    public static float[] Train(ScheduledSampling? sampling, int steps = 6, int threads = 1, int workers = 1, double dropout = 0)
    {
        using var team = new WorkerTeam(threads);
        var model = Model(hidden: 20, dropout: dropout);
        var task = new TranslationTask<float>(Pairs(60), new TranslationOptions { Batching = new() { MostRows = 8, MostPadding = 0.9 }, Workers = workers });
        var trainer = Trainer(model, task, Options(sampling) with { Workers = workers }, team);
        for (var step = 0; step < steps; step++)
            trainer.Step();
        return model.Parameters.Values.ToArray();
    }
}
