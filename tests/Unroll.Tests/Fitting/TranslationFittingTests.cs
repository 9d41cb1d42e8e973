using System;
using System.Linq;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Training.Batching;
using Unroll.Training.Translation;

namespace Unroll.Tests.Fitting;

/// <summary>Encoder-decoders from the builder, fitted and asked.</summary>
public sealed class TranslationFittingTests
{
    static EncoderDecoder<float> Model(int hidden = 24) => NetworkBuilder<float>.OfSymbols(3).Embedding(8).Bidirectional("gru", hidden / 2)
        .BuildWithDecoder(NetworkBuilder<float>.OfSymbols(4).Embedding(8).Recurrent("gru", hidden).Dropout(0.1).Dense(4), seed: 1);

    // Each symbol twice: answers are longer than their sources.
    static SequencePairs<float> Pairs(int count)
    {
        var random = new RandomStream(2);
        var sources = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => random.NextInt32(3)).ToArray()).ToArray();
        return new(SequenceInputs<float>.OfSymbols(sources, 3), SequenceInputs<float>.OfSymbols(sources.Select(one => one.SelectMany(symbol => (int[])[symbol, symbol]).ToArray()), 3));
    }

    [Fact]
    public void Fit_WithSampling_LearnsToAnswer()
    {
        var model = Model();
        var options = new FitOptions { Epochs = 25, Rate = 0.01, Batch = 16, ValidationShare = 0.1, Patience = 20, Sampling = new ScheduledSampling { Teacher = new InverseSigmoidTeacher(100) } };
        var history = model.Fit(Pairs(200), options);
        Assert.InRange(history.Epochs[history.BestEpoch - 1].ValidationAccuracy, 0.97, 1);
        Assert.Equal(["2 2 0 0 1 1", "1 1"], model.Translate(SequenceInputs<float>.OfSymbols((int[][])[[2, 0, 1], [1]], 3), new DecodingOptions { Start = 3, End = 3 }).Select(one => string.Join(' ', one[0].Symbols)));
        Assert.Equal(["encoder.0.table", "encoder.1.forward.input"], model.Parameters.Segments.Take(2).Select(segment => segment.Name));
        Assert.Contains(model.Parameters.Segments, segment => segment.Name.StartsWith("decoder.3.", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_OnAnyThreads_GivesTheSameBits()
    {
        float[] Weights(int threads)
        {
            var model = Model();
            model.Fit(Pairs(60), new FitOptions { Epochs = 2, Threads = threads, ValidationShare = 0.2, Sampling = new ScheduledSampling { Teacher = new ConstantTeacher(0.5) } });
            return model.Parameters.Values.ToArray();
        }
        Assert.Equal(Weights(1), Weights(3));
    }

    [Fact]
    public void Misfits_OfModelAndPairs_AreRefused()
    {
        Assert.StartsWith("The decoder has no layer yet", Assert.Throws<InvalidOperationException>(() => NetworkBuilder<float>.Of(1).Recurrent("gru", 2).BuildWithDecoder(NetworkBuilder<float>.Of(1), 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The encoder's layer 0 (RecurrentLayer) hands on gru, state of width 2", Assert.Throws<ArgumentException>(() => NetworkBuilder<float>.Of(1).Recurrent("gru", 2).BuildWithDecoder(NetworkBuilder<float>.Of(1).Recurrent("gru", 3), 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The network reads width 4, but the task gives width 3", Assert.Throws<ArgumentException>(() => Model().Fit(Pairs(9), null, new TranslationOptions { Start = 0, End = 3 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("The encoder reads 3 symbols, but the sources have 9", Assert.Throws<ArgumentException>(() => Model().Translate(SequenceInputs<float>.OfSymbols((int[][])[[8]]), new DecodingOptions { Start = 3, End = 3 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("Scheduled sampling is for encoder-decoders", Assert.Throws<ArgumentException>(() => NetworkBuilder<float>.OfSymbols(2).Recurrent("gru", 2).Dense(2).Build(1)
            .Fit(new int[][] { [0, 1], [1, 1] }, [0, 1], new FitOptions { Sampling = new ScheduledSampling { Teacher = new ConstantTeacher(1) } })).Message, StringComparison.Ordinal);
    }
}
