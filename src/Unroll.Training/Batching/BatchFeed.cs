using System;
using System.Numerics;

namespace Unroll.Training.Batching;

/// <summary>Copies sequences of a data set into a batch, padded behind with zeros that have no target.</summary>
static class BatchFeed
{
    /// <summary>What a task over such batches looks like.</summary>
    internal static TaskShape ShapeOf<T>(SequenceDataset<T> data, LengthBuckets buckets, AnswerPlace answer, int stepsPerEpoch, int? outputWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var targets = data.Targets;
        return new TaskShape(
            data.Inputs.Width, outputWidth ?? targets?.Width ?? 1, buckets.MostSteps, buckets.MostRows, stepsPerEpoch, data.Inputs.AreSymbols,
            TargetWidth: targets is { AreValues: true } ? targets.Width : 0,
            IsPadded: buckets.MayPad,
            TargetSteps: targets is { AreOfEachStep: false } && answer == AnswerPlace.OneStep ? 1 : 0);
    }

    /// <summary>Writes sequences of the data set into the rows of a batch.</summary>
    internal static void Fill<T>(Batch<T> batch, SequenceDataset<T> data, ReadOnlySpan<int> sequences)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = 0;
        foreach (var sequence in sequences)
            steps = Math.Max(steps, data.LengthOf(sequence));
        batch.Reshape(steps, sequences.Length);
        for (var row = 0; row < sequences.Length; row++)
        {
            var number = data.NumberOf(sequences[row]);
            var length = data.Inputs.LengthOf(number);
            WriteInputs(batch, data.Inputs, number, row);
            for (var step = length; step < steps; step++)
                batch.Mask![step, row] = false;
            if (data.Targets is not { } targets)
                ClearTargets(batch, row);
            else if (targets.AreValues)
                WriteValues(batch, targets, number, row, length);
            else
                WriteClasses(batch, targets, number, row, length);
        }
    }

    static void WriteInputs<T>(Batch<T> batch, SequenceInputs<T> inputs, int number, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = inputs.LengthOf(number);
        if (inputs.AreSymbols)
        {
            var symbols = inputs.SymbolsOf(number);
            var places = batch.Symbols;
            for (var step = 0; step < batch.Steps; step++)
                places[step, row][0] = step < length ? symbols[step] : 0;
            return;
        }
        var rows = inputs.RowsOf(number);
        var (width, dense) = (inputs.Width, batch.Dense);
        for (var step = 0; step < batch.Steps; step++)
        {
            if (step < length)
                rows.Slice(step * width, width).CopyTo(dense[step, row]);
            else
                dense[step, row].Clear();
        }
    }

    // Where the first of a sequence's targets stands: the only one of a whole sequence goes to its last step, unless the targets have a step of their own.
    static int FirstPlace<T>(Batch<T> batch, SequenceTargets<T> targets, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => targets.AreOfEachStep || batch.TargetSteps == 1 ? 0 : length - 1;

    static void WriteClasses<T>(Batch<T> batch, SequenceTargets<T> targets, int number, int row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = targets.ClassesOf(number);
        var (places, first) = (batch.Targets, FirstPlace(batch, targets, length));
        for (var step = 0; step < batch.TargetSteps; step++)
            places[step, row][0] = step >= first && step - first < classes.Length ? classes[step - first] : -1;
    }

    static void WriteValues<T>(Batch<T> batch, SequenceTargets<T> targets, int number, int row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = targets.ValuesOf(number);
        var (width, first) = (targets.Width, FirstPlace(batch, targets, length));
        var (places, weights) = (batch.TargetValues, batch.TargetWeights);
        for (var step = 0; step < batch.TargetSteps; step++)
        {
            var isTarget = step >= first && (step - first) * width < values.Length;
            weights[step, row][0] = isTarget ? T.One : T.Zero;
            if (isTarget)
                values.Slice((step - first) * width, width).CopyTo(places[step, row]);
            else
                places[step, row].Clear();
        }
    }

    static void ClearTargets<T>(Batch<T> batch, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var places = batch.Targets;
        for (var step = 0; step < batch.TargetSteps; step++)
            places[step, row][0] = -1;
    }
}
