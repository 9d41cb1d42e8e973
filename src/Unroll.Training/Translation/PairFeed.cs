using System;
using System.Numerics;
using Unroll.Training.Batching;

namespace Unroll.Training.Translation;

/// <summary>
/// Copies pairs into a batch: the source for the encoder; for the decoder the start and then the answer, one step late; and as targets the answer and then the end. Padded behind with what has no target.
/// </summary>
sealed class PairFeed<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly SequencePairs<T> _pairs;
    readonly int _start, _end, _extra;

    internal PairFeed(SequencePairs<T> pairs, TranslationOptions options, BatchingOptions batching, int stepsPerEpoch = 0, bool countSteps = false)
    {
        _pairs = pairs;
        (_start, _end) = (options.StartOf(pairs.Targets), options.EndOf(pairs.Targets));
        _extra = pairs.Targets.AreSymbols ? 1 : 0;   // the end symbol
        RequireNoEnd();
        var (sources, targets) = (new int[pairs.Count], new int[pairs.Count]);
        var lengths = new int[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            sources[i] = pairs.Sources.LengthOf(pairs.NumberOf(i));
            targets[i] = pairs.Targets.LengthOf(pairs.NumberOf(i)) + _extra;
            lengths[i] = checked(sources[i] + targets[i]);
        }
        Buckets = new LengthBuckets(lengths, batching, options.Seed);
        if (countSteps)
            stepsPerEpoch = (Buckets.Count + options.Workers - 1) / options.Workers;
        Shape = ShapeOf(options, Most(sources), Most(targets), stepsPerEpoch) with { IsPadded = Differ(targets) };
        Shape = Shape with { Source = Shape.Source! with { IsPadded = Differ(sources) } };
    }

    internal LengthBuckets Buckets { get; }

    internal TaskShape Shape { get; }

    TaskShape ShapeOf(TranslationOptions options, int sourceSteps, int targetSteps, int stepsPerEpoch)
    {
        var (sources, targets) = (_pairs.Sources, _pairs.Targets);
        var source = new SourceShape(sources.Width, sourceSteps, sources.AreSymbols);
        return targets.AreSymbols
            ? new TaskShape(Math.Max(targets.Width, _start + 1), Math.Max(targets.Width, _end + 1), targetSteps, Buckets.MostRows, stepsPerEpoch, InputIsSymbols: true, Source: source)
            : new TaskShape(targets.Width, options.OutputWidth ?? targets.Width, targetSteps, Buckets.MostRows, stepsPerEpoch, InputIsSymbols: false, TargetWidth: targets.Width, Source: source);
    }

    /// <summary>Writes pairs into the rows of a batch.</summary>
    internal void Fill(Batch<T> batch, ReadOnlySpan<int> pairs)
    {
        var (sourceSteps, steps) = (0, 0);
        foreach (var pair in pairs)
        {
            sourceSteps = Math.Max(sourceSteps, _pairs.Sources.LengthOf(_pairs.NumberOf(pair)));
            steps = Math.Max(steps, _pairs.Targets.LengthOf(_pairs.NumberOf(pair)) + _extra);
        }
        batch.Source!.Reshape(sourceSteps, pairs.Length);
        batch.Reshape(steps, pairs.Length);
        for (var row = 0; row < pairs.Length; row++)
        {
            batch.Source.Write(_pairs.Sources, _pairs.NumberOf(pairs[row]), row);
            if (_extra > 0)
                WriteSymbols(batch, _pairs.Targets.SymbolsOf(_pairs.NumberOf(pairs[row])), row);
            else
                WriteRows(batch, _pairs.Targets.RowsOf(_pairs.NumberOf(pairs[row])), row);
        }
    }

    void WriteSymbols(Batch<T> batch, ReadOnlySpan<int> answer, int row)
    {
        var (inputs, targets) = (batch.Symbols, batch.Targets);
        for (var step = 0; step < batch.Steps; step++)
        {
            inputs[step, row][0] = step == 0 ? _start : step <= answer.Length ? answer[step - 1] : 0;
            targets[step, row][0] = step < answer.Length ? answer[step] : step == answer.Length ? _end : -1;
            if (step > answer.Length)
                batch.Mask![step, row] = false;
        }
    }

    static void WriteRows(Batch<T> batch, ReadOnlySpan<T> answer, int row)
    {
        var (inputs, values, weights) = (batch.Dense, batch.TargetValues, batch.TargetWeights);
        var width = values.Width;
        for (var step = 0; step < batch.Steps; step++)
        {
            var isTarget = step * width < answer.Length;
            weights[step, row][0] = isTarget ? T.One : T.Zero;
            if (isTarget)
                answer.Slice(step * width, width).CopyTo(values[step, row]);
            else
                values[step, row].Clear();
            if (isTarget && step > 0)
                answer.Slice((step - 1) * width, width).CopyTo(inputs[step, row]);
            else
                inputs[step, row].Clear();
            if (!isTarget)
                batch.Mask![step, row] = false;
        }
    }

    void RequireNoEnd()
    {
        for (var pair = 0; _extra > 0 && pair < _pairs.Count; pair++)
        {
            var place = _pairs.Targets.SymbolsOf(_pairs.NumberOf(pair)).IndexOf(_end);
            if (place >= 0)
                throw new ArgumentException($"Targets, sequence {_pairs.NumberOf(pair)}, step {place}: the symbol is {_end}, which ends an answer; leave end symbols out, they are added behind every answer.", "pairs");
        }
    }

    static int Most(ReadOnlySpan<int> lengths)
    {
        var most = 0;
        foreach (var length in lengths)
            most = Math.Max(most, length);
        return most;
    }

    static bool Differ(ReadOnlySpan<int> lengths) => lengths.ContainsAnyExcept(lengths[0]);
}
