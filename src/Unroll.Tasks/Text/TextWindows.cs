using System;
using System.Numerics;
using Unroll.Training;
using Unroll.Training.Streams;

namespace Unroll.Tasks.Text;

/// <summary>
/// A part of a text as streams, dealt as <see cref="StreamRows"/> says: a row of a batch for each. A window that ends before the others, because its document or its stream does, is filled up with steps that nothing is
/// wanted of; what a walk does after a row's last target changes neither loss nor gradient, and the row then starts anew, so no mask is needed.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class TextWindows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Most = 512;

    readonly SymbolStore _symbols;
    readonly TextPart _part;
    readonly StreamRows _streams;

    /// <summary>Deals a part's documents.</summary>
    public TextWindows(SymbolStore symbols, TextPart part, StreamOptions options, int rows)
    {
        (_symbols, _part) = (symbols, part);
        _streams = new StreamRows(part.Lengths, options, rows);
    }

    /// <summary>Windows of the stream that has most.</summary>
    public int MostWindows => _streams.MostWindows;

    /// <summary>Steps of the longest window.</summary>
    public int MostSteps => _streams.MostSteps;

    /// <summary>Writes one window of each stream from <paramref name="firstRow"/> on; false when all of them have ended.</summary>
    public bool Fill(Batch<T> batch, int firstRow, int rows, int window)
    {
        var steps = 0;
        for (var row = 0; row < rows; row++)
            steps = Math.Max(steps, _streams[firstRow + row, window].Steps);
        if (steps == 0)
            return false;
        batch.Reshape(steps, rows);
        for (var row = 0; row < rows; row++)
            Write(batch, row, _streams[firstRow + row, window]);
        return true;
    }

    void Write(Batch<T> batch, int row, in StreamWindow read)
    {
        var (places, targets) = (batch.Symbols, batch.Targets);
        batch.GoesOn[row] = read.GoesOn;
        batch.KeptSteps[row] = read.Steps == 0 ? 0 : read.KeptSteps;
        Span<int> symbols = stackalloc int[Most + 1];
        for (var step = 0; step < read.Steps; step += Most)
        {
            var part = symbols[..(Math.Min(Most, read.Steps - step) + 1)];
            _symbols.Read(_part.FirstOf(read.Document) + read.First + step, part);
            for (var i = 0; i < part.Length - 1; i++)
            {
                places[step + i, row][0] = part[i];
                targets[step + i, row][0] = read.First + step + i >= read.FirstTarget ? part[i + 1] : -1;
            }
        }
        for (var step = read.Steps; step < batch.Steps; step++)
        {
            places[step, row][0] = 0;
            targets[step, row][0] = -1;
        }
    }
}
