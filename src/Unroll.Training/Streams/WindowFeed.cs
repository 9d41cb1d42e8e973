using System;
using System.Numerics;
using Unroll.Training.Batching;

namespace Unroll.Training.Streams;

/// <summary>Copies the windows of some streams into a batch: a row for each stream, padded behind.</summary>
static class WindowFeed
{
    /// <summary>What a task over such batches looks like.</summary>
    internal static TaskShape ShapeOf<T>(SequenceDataset<T> documents, StreamRows streams, int rows, int stepsPerEpoch, int? outputWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (inputs, targets) = (documents.Inputs, documents.Targets!);
        return new TaskShape(
            inputs.Width, outputWidth ?? targets.Width, streams.MostSteps, rows, stepsPerEpoch, inputs.AreSymbols,
            TargetWidth: targets.AreValues ? targets.Width : 0, IsPadded: true, CarriesStates: true);
    }

    /// <summary>Refuses documents without a target at each step.</summary>
    internal static void RequireTargets<T>(SequenceDataset<T> documents)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.Targets is not { AreOfEachStep: true })
            throw new ArgumentException($"The documents have {(documents.Targets is null ? "no targets" : "one target each")}; windows need a target at each step.", nameof(documents));
    }

    /// <summary>Writes one window of each stream from <paramref name="firstRow"/> on; false when all of them have ended.</summary>
    internal static bool Fill<T>(Batch<T> batch, SequenceDataset<T> documents, StreamRows streams, int firstRow, int rows, int window)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = 0;
        for (var row = 0; row < rows; row++)
            steps = Math.Max(steps, streams[firstRow + row, window].Steps);
        if (steps == 0)
            return false;
        batch.Reshape(steps, rows);
        for (var row = 0; row < rows; row++)
        {
            var read = streams[firstRow + row, window];
            (batch.GoesOn[row], batch.KeptSteps[row]) = (read.GoesOn, read.KeptSteps);
            for (var step = read.Steps; step < steps; step++)
                batch.Mask![step, row] = false;
            var number = read.Steps == 0 ? 0 : documents.NumberOf(read.Document);
            WriteInputs(batch, documents.Inputs, number, read, row);
            if (documents.Targets!.AreValues)
                WriteValues(batch, documents.Targets, number, read, row);
            else
                WriteClasses(batch, documents.Targets, number, read, row);
        }
        return true;
    }

    static void WriteInputs<T>(Batch<T> batch, SequenceInputs<T> inputs, int number, in StreamWindow read, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inputs.AreSymbols)
        {
            var symbols = inputs.SymbolsOf(number);
            var places = batch.Symbols;
            for (var step = 0; step < batch.Steps; step++)
                places[step, row][0] = step < read.Steps ? symbols[read.First + step] : 0;
            return;
        }
        var rows = inputs.RowsOf(number);
        var (width, dense) = (inputs.Width, batch.Dense);
        for (var step = 0; step < batch.Steps; step++)
        {
            if (step < read.Steps)
                rows.Slice((read.First + step) * width, width).CopyTo(dense[step, row]);
            else
                dense[step, row].Clear();
        }
    }

    static bool HasTarget(in StreamWindow read, int step) => step < read.Steps && read.First + step >= read.FirstTarget;

    static void WriteClasses<T>(Batch<T> batch, SequenceTargets<T> targets, int number, in StreamWindow read, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = targets.ClassesOf(number);
        var places = batch.Targets;
        for (var step = 0; step < batch.Steps; step++)
            places[step, row][0] = HasTarget(read, step) ? classes[read.First + step] : -1;
    }

    static void WriteValues<T>(Batch<T> batch, SequenceTargets<T> targets, int number, in StreamWindow read, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = targets.ValuesOf(number);
        var width = targets.Width;
        var (places, weights) = (batch.TargetValues, batch.TargetWeights);
        for (var step = 0; step < batch.Steps; step++)
        {
            var isTarget = HasTarget(read, step);
            weights[step, row][0] = isTarget ? T.One : T.Zero;
            if (isTarget)
                values.Slice((read.First + step) * width, width).CopyTo(places[step, row]);
            else
                places[step, row].Clear();
        }
    }
}
