using System;
using System.Numerics;
using System.Threading;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;
using Unroll.Training.Translation;

namespace Unroll;

/// <summary>Fits encoder-decoders to pairs of sequences, and asks them.</summary>
public static class TranslationFitting
{
    // Enough to fill the tiles of the products, few enough to stay near. No bit depends on it.
    static readonly BatchingOptions s_batching = new() { MostRows = 64, MostPlaces = 16_384 };

    /// <summary>Trains on pairs, with the answer wanted as the decoder's input, one step late. With the same model, pairs and options the weights that come out are the same, to the bit, on any number of threads.</summary>
    /// <param name="model">Its weights are changed.</param>
    /// <param name="pairs">Sources and the answer wanted to each: symbols without start and end, or rows of numbers.</param>
    /// <param name="options">How; the defaults where null. <see cref="FitOptions.Sampling"/> lets the decoder read its own symbols.</param>
    /// <param name="symbols">Start and end symbol: one behind the answers' own for both where null. Its batches, seed and workers are not looked at: <paramref name="options"/> has these.</param>
    /// <param name="cancellation">Ends training between two steps. That is no error.</param>
    /// <exception cref="ArgumentException">Model, pairs and options do not fit together; the message says what does not.</exception>
    /// <exception cref="Training.TrainingDivergedException">Loss, gradient or weights are not finite any more. The weights are then those of the best epoch, where something validates.</exception>
    /// <exception cref="InsufficientMemoryException">The largest batch needs more memory than there is.</exception>
    public static FitHistory Fit<T>(this EncoderDecoder<T> model, SequencePairs<T> pairs, FitOptions? options = null, TranslationOptions? symbols = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        using var run = FitRun<T>.Of(model, pairs, options ?? new FitOptions(), symbols ?? new TranslationOptions());
        return run.Run(cancellation);
    }

    /// <summary>The model's answers to each source, best first: the most likely symbol at each step, or what a beam search finds. Each depends on its own source alone, to the bit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">What its encoder reads.</param>
    /// <param name="options">How answers begin and end.</param>
    /// <param name="beam">A beam search; none where null.</param>
    /// <param name="threads">Threads; no bit depends on it.</param>
    /// <exception cref="ArgumentException">The encoder reads another width, or the decoder has other symbols.</exception>
    public static Hypothesis[][] Translate<T>(this EncoderDecoder<T> model, SequenceInputs<T> sources, DecodingOptions options, BeamOptions? beam = null, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        using var team = new WorkerTeam(threads);
        return TranslationSearch.Run(model, sources, options, beam, team, s_batching);
    }
}
