using System;
using System.Collections.Generic;
using System.Numerics;

namespace Unroll.Training.Batching;

/// <summary>Takes sequences in from a caller's collections, each number looked at; messages name sequence and step, counted from 0.</summary>
static class RaggedChecks
{
    /// <summary>Rows of numbers, all finite.</summary>
    internal static RaggedRows<T> TakeRows<T>(IEnumerable<IReadOnlyList<T[]>> sequences, int? width, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(sequences);
        RequireWidth(width);
        var taken = new RaggedRows<T>(width);
        foreach (var sequence in sequences)
        {
            RequireSequence(sequence, taken.Count, what);
            for (var step = 0; step < sequence.Count; step++)
                taken.AddRow(sequence[step] ?? throw new ArgumentException($"{what}, sequence {taken.Count}, step {step}: the row is null."), what);
            taken.EndSequence(what);
        }
        RequireFinite(taken, what);
        return taken.Finish(what);
    }

    /// <summary>Numbers of one sequence side by side, cut into rows of a width.</summary>
    internal static RaggedRows<T> TakeFlat<T>(IEnumerable<T[]> sequences, int width, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(sequences);
        RequireWidth(width);
        var taken = new RaggedRows<T>(width);
        foreach (var sequence in sequences)
        {
            RequireSequence(sequence, taken.Count, what);
            if (sequence.Length % width != 0)
                throw new ArgumentException($"{what}, sequence {taken.Count}: it has {sequence.Length} numbers, which do not cut into rows of {width}.");
            for (var start = 0; start < sequence.Length; start += width)
                taken.AddRow(sequence.AsSpan(start, width), what);
            taken.EndSequence(what);
        }
        RequireFinite(taken, what);
        return taken.Finish(what);
    }

    /// <summary>One whole number for each step.</summary>
    internal static RaggedRows<int> TakeWhole(IEnumerable<IReadOnlyList<int>> sequences, string what)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var taken = new RaggedRows<int>(1);
        foreach (var sequence in sequences)
        {
            RequireSequence(sequence, taken.Count, what);
            for (var step = 0; step < sequence.Count; step++)
                taken.AddRow([sequence[step]], what);
            taken.EndSequence(what);
        }
        return taken.Finish(what);
    }

    /// <summary>Refuses numbers outside a range; returns how many there are from 0 on, taken from the largest where the caller did not say.</summary>
    internal static int RequireRange(RaggedRows<int> taken, int least, int? count, string what, string name)
    {
        if (count is < 1)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{what}: {count} {name} were announced; there is at least 1.");
        var most = count is { } given ? given - 1 : int.MaxValue - 1;
        var items = taken.Items;
        var largest = 0;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] < least || items[i] > most)
            {
                var (sequence, step, _) = taken.PlaceOf(i);
                var wanted = count is null ? $"at least {least}" : $"{least} to {most}";
                throw new ArgumentException($"{what}, sequence {sequence}, step {step}: {items[i]} is out of range, expected {wanted}.");
            }
            largest = Math.Max(largest, items[i]);
        }
        return count ?? largest + 1;
    }

    static void RequireFinite<T>(RaggedRows<T> taken, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var items = taken.Items;
        for (var i = 0; i < items.Length; i++)
        {
            if (T.IsFinite(items[i]))
                continue;
            var (sequence, step, column) = taken.PlaceOf(i);
            throw new ArgumentException($"{what}, sequence {sequence}, step {step}, column {column}: the number is {items[i]}; every number must be finite. Fill gaps or leave the step out.");
        }
    }

    static void RequireSequence(object? sequence, int number, string what)
    {
        if (sequence is null)
            throw new ArgumentException($"{what}, sequence {number}: it is null.");
    }

    static void RequireWidth(int? width)
    {
        if (width is < 1)
            throw new ArgumentOutOfRangeException(nameof(width), width, $"A width of {width} was asked for; it is at least 1.");
    }
}
