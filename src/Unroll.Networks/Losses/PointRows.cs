using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Losses;

/// <summary>A place in the numbers of a measurement: a row and a column in it.</summary>
struct PointCursor
{
    public nint Row;
    public int Column;
}

/// <summary>
/// The numbers of one measurement as one stream, row after row, without the rows that have no target: these cannot move a number to another
/// place in its lane or in the sum, so padding changes no bit. Shapes, targets and weights have been checked.
/// </summary>
readonly unsafe struct PointRows<T>(Sequence<T> outputs, LossTargets<T> targets, Sequence<T> gradients, int outputsPerValue, double scale)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly nint _count = (nint)outputs.Steps * outputs.Batch;
    readonly int _width = outputs.Width;
    readonly T* _weights = targets.Weights.Data;
    readonly int _weightStride = targets.Weights.Stride;

    /// <summary>Whether gradients are to be written.</summary>
    public bool WantsGradients => !gradients.IsEmpty;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T Weight(nint row) => _weights == null ? T.One : _weights[row * _weightStride];

    /// <summary>Copies the next numbers into a block, from the cursor on; says how many there were.</summary>
    public int Gather(ref PointCursor cursor, in PointBlock<T> block, ReadOnlySpan<T> parameters)
    {
        var count = 0;
        for (; cursor.Row < _count && count < PointBlock<T>.Size; Advance(ref cursor))
        {
            var weight = Weight(cursor.Row);
            if (weight == T.Zero)
            {
                cursor.Column = _width;
                continue;
            }
            var taken = Math.Min(_width - cursor.Column, PointBlock<T>.Size - count);
            Copy(outputs.Data + cursor.Row * outputs.Stride + cursor.Column, block.Outputs + count, taken);
            GatherTargets(cursor, block.Targets + count, taken);
            Fill(block.Weights + count, weight, taken);
            Fill(block.Factors + count, T.CreateTruncating(double.CreateTruncating(weight) * scale), taken);
            for (var i = 0; i < (parameters.IsEmpty ? 0 : taken); i++)
                block.Parameters[count + i] = parameters[(cursor.Column + i) % parameters.Length];
            count += taken;
            cursor.Column += taken;
        }
        return count;
    }

    /// <summary>Writes gradients to where <see cref="Gather"/> read outputs, and zeros into rows without a target on the way.</summary>
    public void Scatter(ref PointCursor cursor, T* slopes, int count)
    {
        for (; cursor.Row < _count; Advance(ref cursor))
        {
            var row = gradients.Data + cursor.Row * gradients.Stride;
            if (Weight(cursor.Row) == T.Zero)
            {
                Fill(row, T.Zero, _width);
                cursor.Column = _width;
                continue;
            }
            if (count == 0)
                return;
            var taken = Math.Min(_width - cursor.Column, count);
            Copy(slopes, row + cursor.Column, taken);
            slopes += taken;
            count -= taken;
            cursor.Column += taken;
        }
    }

    void Advance(ref PointCursor cursor)
    {
        if (cursor.Column < _width)
            return;
        cursor.Column = 0;
        cursor.Row++;
    }

    void GatherTargets(PointCursor cursor, T* destination, int count)
    {
        var row = targets.Values.Data + cursor.Row * targets.Values.Stride;
        if (outputsPerValue == 1)
        {
            Copy(row + cursor.Column, destination, count);
            return;
        }
        for (var i = 0; i < count; i++)
            destination[i] = row[(cursor.Column + i) / outputsPerValue];
    }

    // Rows of one number are common and a call each would cost more than the copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy(T* source, T* destination, int count)
    {
        if (count == 1)
            *destination = *source;
        else
            new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(destination, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Fill(T* destination, T value, int count)
    {
        if (count == 1)
            *destination = value;
        else
            new Span<T>(destination, count).Fill(value);
    }
}
