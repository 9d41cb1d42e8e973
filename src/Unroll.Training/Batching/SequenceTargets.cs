using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace Unroll.Training.Batching;

/// <summary>What a network should write: classes or rows of values, at every step or once for a whole sequence. Copied in and checked once, then fixed.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class SequenceTargets<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const string What = "Targets";

    readonly RaggedRows<T>? _values;
    readonly RaggedRows<int>? _classes;

    SequenceTargets(RaggedRows<T> values, bool each) => (_values, Width, AreOfEachStep) = (values, values.Width, each);

    SequenceTargets(RaggedRows<int> classes, int count, bool each) => (_classes, Width, AreOfEachStep) = (classes, count, each);

    /// <summary>One class for each sequence.</summary>
    /// <param name="classes">From 0.</param>
    /// <param name="count">How many classes there are; the largest that occurs and one more where null.</param>
    /// <exception cref="ArgumentException">There is none, or one is out of range; the message names the sequence.</exception>
    public static SequenceTargets<T> OfClasses(IEnumerable<int> classes, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var taken = RaggedChecks.TakeWhole(classes.Select(one => (IReadOnlyList<int>)[one]), What);
        return new(taken, RaggedChecks.RequireRange(taken, 0, count, What, "classes"), each: false);
    }

    /// <summary>One class for each step of each sequence.</summary>
    /// <param name="classes">From 0; −1 where a step has none.</param>
    /// <param name="count">How many classes there are; the largest that occurs and one more where null.</param>
    /// <exception cref="ArgumentException">There is none, or one is out of range; the message names sequence and step.</exception>
    public static SequenceTargets<T> OfStepClasses(IEnumerable<IReadOnlyList<int>> classes, int? count = null)
    {
        var taken = RaggedChecks.TakeWhole(classes, What);
        return new(taken, RaggedChecks.RequireRange(taken, -1, count, What, "classes"), each: true);
    }

    /// <summary>One row of values for each sequence.</summary>
    /// <param name="values">A row for each sequence, all of one width.</param>
    /// <param name="width">Numbers in a row; that of the first row where null.</param>
    /// <exception cref="ArgumentException">There is none, a row has another width, or a number is not finite; the message names the sequence.</exception>
    public static SequenceTargets<T> OfValues(IEnumerable<T[]> values, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(RaggedChecks.TakeRows(values.Select(row => (IReadOnlyList<T[]>)[row]), width, What), each: false);
    }

    /// <summary>One row of values for each step of each sequence.</summary>
    /// <param name="values">For each sequence its steps, for each step a row.</param>
    /// <param name="width">Numbers in a row; that of the first row where null.</param>
    /// <exception cref="ArgumentException">There is none, a row has another width, or a number is not finite; the message names sequence and step.</exception>
    public static SequenceTargets<T> OfStepValues(IEnumerable<IReadOnlyList<T[]>> values, int? width = null) => new(RaggedChecks.TakeRows(values, width, What), each: true);

    /// <summary>Sequences.</summary>
    public int Count => _values?.Count ?? _classes!.Count;

    /// <summary>Numbers in a row of values, or classes there are.</summary>
    public int Width { get; }

    /// <summary>Whether the targets are values rather than classes.</summary>
    public bool AreValues => _values is not null;

    /// <summary>Whether every step has one, rather than the sequence as a whole.</summary>
    public bool AreOfEachStep { get; }

    /// <summary>Steps that have targets: the sequence's length, or 1 for one answer to the whole.</summary>
    public int LengthOf(int sequence) => _values?.LengthOf(sequence) ?? _classes!.LengthOf(sequence);

    /// <summary>The values of a sequence one row behind the other <c>[length · width]</c>.</summary>
    /// <exception cref="InvalidOperationException">The targets are classes.</exception>
    public ReadOnlySpan<T> ValuesOf(int sequence) =>
        (_values ?? throw new InvalidOperationException("These targets are classes; ask for ClassesOf.")).RowsOf(sequence);

    /// <summary>The classes of a sequence <c>[length]</c>; −1 for none.</summary>
    /// <exception cref="InvalidOperationException">The targets are values.</exception>
    public ReadOnlySpan<int> ClassesOf(int sequence) =>
        (_classes ?? throw new InvalidOperationException("These targets are values; ask for ValuesOf.")).RowsOf(sequence);
}
