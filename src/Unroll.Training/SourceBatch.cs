using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Training.Batching;

namespace Unroll.Training;

/// <summary>Memory for the sources of one worker's batch, taken once for the largest and shaped anew for each.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class SourceBatch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly SourceShape _shape;
    readonly int _mostRows;
    readonly Workspace<T> _numbers;
    readonly Workspace<int> _integers;
    readonly Reservation _dense, _symbols;

    internal SourceBatch(SourceShape shape, int mostRows)
    {
        (_shape, _mostRows) = (shape, mostRows);
        var places = (long)shape.MostSteps * mostRows;
        var (numbers, integers) = (new MemoryPlan(), new MemoryPlan());
        _dense = numbers.Reserve(shape.IsSymbols ? 0 : places * shape.Width);
        _symbols = integers.Reserve(shape.IsSymbols ? places : 0);
        (_numbers, _integers) = (new Workspace<T>(numbers), new Workspace<int>(integers));
        Mask = shape.IsPadded ? new SequenceMask(shape.MostSteps, mostRows) : null;
        Reshape(shape.MostSteps, mostRows);
    }

    /// <summary>Steps of these sources.</summary>
    public int Steps { get; private set; }

    /// <summary>Sources.</summary>
    public int Rows { get; private set; }

    /// <summary>The sources as the encoder reads them.</summary>
    public LayerInput<T> Inputs => _shape.IsSymbols ? new LayerInput<T>(Symbols) : new LayerInput<T>(Dense);

    /// <summary>Which steps belong to the sources, all of them after <see cref="Reshape"/>; null where they are not padded.</summary>
    public SequenceMask? Mask { get; }

    /// <summary>Symbols <c>[steps, rows, 1]</c>; empty where the sources are rows of numbers.</summary>
    public Sequence<int> Symbols => _shape.IsSymbols ? new(_integers[_symbols], Steps, Rows, 1, 1) : default;

    /// <summary>Rows of numbers <c>[steps, rows, width]</c>; empty where the sources are symbols.</summary>
    public Sequence<T> Dense => _shape.IsSymbols ? default : new(_numbers[_dense], Steps, Rows, _shape.Width, _shape.Width);

    /// <summary>Sets the shape of these sources; contents are then undefined.</summary>
    /// <param name="steps">Steps of the longest.</param>
    /// <param name="rows">Sources: as many as the batch has rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is larger than the memory taken.</exception>
    public void Reshape(int steps, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, _shape.MostSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _mostRows);
        Mask?.Reshape(steps, rows);
        (Steps, Rows) = (steps, rows);
    }

    /// <summary>Copies a source into a row, padded behind with zeros that are masked out.</summary>
    internal void Write(SequenceInputs<T> sources, int number, int row)
    {
        var length = sources.LengthOf(number);
        for (var step = length; step < Steps; step++)
            Mask![step, row] = false;
        if (sources.AreSymbols)
        {
            var symbols = sources.SymbolsOf(number);
            var places = Symbols;
            for (var step = 0; step < Steps; step++)
                places[step, row][0] = step < length ? symbols[step] : 0;
            return;
        }
        var rows = sources.RowsOf(number);
        var dense = Dense;
        for (var step = 0; step < Steps; step++)
        {
            if (step < length)
                rows.Slice(step * dense.Width, dense.Width).CopyTo(dense[step, row]);
            else
                dense[step, row].Clear();
        }
    }
}
