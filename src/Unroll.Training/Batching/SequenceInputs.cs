using System;
using System.Collections.Generic;
using System.Numerics;

namespace Unroll.Training.Batching;

/// <summary>What a network reads, for sequences of any lengths: rows of numbers, or one symbol at each step. Copied in and checked once, then fixed.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class SequenceInputs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const string What = "Inputs";

    readonly RaggedRows<T>? _rows;
    readonly RaggedRows<int>? _symbols;

    SequenceInputs(RaggedRows<T> rows) => (_rows, Width) = (rows, rows.Width);

    SequenceInputs(RaggedRows<int> symbols, int count) => (_symbols, Width) = (symbols, count);

    /// <summary>Rows of numbers.</summary>
    /// <param name="sequences">For each sequence its steps, for each step a row of numbers.</param>
    /// <param name="width">Numbers in a row; that of the first row where null.</param>
    /// <exception cref="ArgumentException">There is no sequence, one is empty, a row has another width or a number is not finite; the message names sequence and step.</exception>
    public static SequenceInputs<T> OfRows(IEnumerable<IReadOnlyList<T[]>> sequences, int? width = null) => new(RaggedChecks.TakeRows(sequences, width, What));

    /// <summary>Numbers side by side: <paramref name="width"/> of them are a step's; with a width of 1 a sequence is a series of numbers.</summary>
    /// <exception cref="ArgumentException">As <see cref="OfRows"/>; or a sequence's numbers do not cut into rows.</exception>
    public static SequenceInputs<T> OfSeries(IEnumerable<T[]> sequences, int width = 1) => new(RaggedChecks.TakeFlat(sequences, width, What));

    /// <summary>One symbol at each step.</summary>
    /// <param name="sequences">For each sequence the symbols of its steps, from 0.</param>
    /// <param name="symbols">How many symbols there are; the largest that occurs and one more where null.</param>
    /// <exception cref="ArgumentException">There is no sequence, one is empty, or a symbol is out of range; the message names sequence and step.</exception>
    public static SequenceInputs<T> OfSymbols(IEnumerable<IReadOnlyList<int>> sequences, int? symbols = null)
    {
        var taken = RaggedChecks.TakeWhole(sequences, What);
        return new(taken, RaggedChecks.RequireRange(taken, 0, symbols, What, "symbols"));
    }

    /// <summary>Sequences.</summary>
    public int Count => _rows?.Count ?? _symbols!.Count;

    /// <summary>Numbers in a row, or symbols there are.</summary>
    public int Width { get; }

    /// <summary>Whether a step is one symbol rather than a row.</summary>
    public bool AreSymbols => _symbols is not null;

    /// <summary>Steps of a sequence, at least 1.</summary>
    public int LengthOf(int sequence) => _rows?.LengthOf(sequence) ?? _symbols!.LengthOf(sequence);

    /// <summary>The rows of a sequence one behind the other <c>[length · width]</c>.</summary>
    /// <exception cref="InvalidOperationException">The inputs are symbols.</exception>
    public ReadOnlySpan<T> RowsOf(int sequence) =>
        (_rows ?? throw new InvalidOperationException("These inputs are symbols; ask for SymbolsOf.")).RowsOf(sequence);

    /// <summary>The symbols of a sequence <c>[length]</c>.</summary>
    /// <exception cref="InvalidOperationException">The inputs are rows.</exception>
    public ReadOnlySpan<int> SymbolsOf(int sequence) =>
        (_symbols ?? throw new InvalidOperationException("These inputs are rows of numbers; ask for RowsOf.")).RowsOf(sequence);
}
