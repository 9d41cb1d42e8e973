using System;
using System.Numerics;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll.Training.Translation;

/// <summary>Looks for answers to many sources of any lengths, some at a time.</summary>
public static class TranslationSearch
{
    /// <summary>The answers to each source, best first: one where no beam is given, at most <see cref="BeamOptions.Best"/> otherwise. Each depends on its own source alone, to the bit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">What its encoder reads.</param>
    /// <param name="options">How answers begin and end.</param>
    /// <param name="beam">A beam search; always the most likely symbol where null.</param>
    /// <param name="team">The threads that run the model; no bit depends on them.</param>
    /// <param name="batching">Sizes of batches; the defaults where null.</param>
    /// <exception cref="ArgumentException">The encoder does not read what the sources are, or the decoder has other symbols.</exception>
    /// <exception cref="InvalidOperationException">The decoder wrote something that is not a number.</exception>
    public static Hypothesis[][] Run<T>(
        EncoderDecoder<T> model, SequenceInputs<T> sources, DecodingOptions options, BeamOptions? beam, WorkerTeam team, BatchingOptions? batching = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        if (model.Encoder.InputWidth != sources.Width)
            throw new ArgumentException($"The encoder reads {(sources.AreSymbols ? $"{model.Encoder.InputWidth} symbols" : $"width {model.Encoder.InputWidth}")}, but the sources have {sources.Width}.", nameof(sources));
        var lengths = new int[sources.Count];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = sources.LengthOf(i);
        var buckets = new LengthBuckets(lengths, (batching ?? new()) with { Shuffle = false });
        var batch = new SourceBatch<T>(new SourceShape(sources.Width, buckets.MostSteps, sources.AreSymbols, buckets.MayPad), buckets.MostRows);
        var decode = Decoder(model, options, beam, buckets, team);
        var answers = new Hypothesis[sources.Count][];
        for (var number = 0; number < buckets.Count; number++)
        {
            var members = buckets[number];
            batch.Reshape(buckets.StepsOf(number), members.Length);
            for (var row = 0; row < members.Length; row++)
                batch.Write(sources, members[row], row);
            var found = decode(batch);
            for (var row = 0; row < members.Length; row++)
                answers[members[row]] = found[row];
        }
        return answers;
    }

    static Func<SourceBatch<T>, Hypothesis[][]> Decoder<T>(EncoderDecoder<T> model, DecodingOptions options, BeamOptions? beam, LengthBuckets buckets, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (beam is not null)
        {
            var wide = new BeamDecoder<T>(model, options, beam, buckets.MostSteps, buckets.MostRows, team, buckets.MayPad);
            return batch => wide.Decode(batch.Inputs, batch.Mask);
        }
        var greedy = new GreedyDecoder<T>(model, options, buckets.MostSteps, buckets.MostRows, team, buckets.MayPad);
        return batch =>
        {
            greedy.Decode(batch.Inputs, batch.Mask);
            var found = new Hypothesis[batch.Rows][];
            for (var row = 0; row < batch.Rows; row++)
                found[row] = [new Hypothesis(greedy.SymbolsOf(row).ToArray(), greedy.LogProbabilityOf(row), greedy.LogProbabilityOf(row), greedy.IsEnded(row))];
            return found;
        };
    }
}
