using System;
using Unroll.Training.Collectives;

namespace Unroll.Tasks;

/// <summary>
/// The batches or rows of an evaluation, dealt to ranks: each measures its own, and all come to know the numbers of all, batch by batch or row by row. Whoever adds them up in that order comes to the bits of one process.
/// </summary>
/// <param name="collective">The ranks; all of them measure the same batches with the same weights.</param>
public sealed class EvaluationShare(ICollective collective)
{
    /// <summary>All of it in this process.</summary>
    public static EvaluationShare Whole { get; } = new(new SingleProcess());

    /// <summary>Measures batches.</summary>
    /// <param name="batches">How many there are.</param>
    /// <param name="numbers">Numbers that each comes to.</param>
    /// <param name="measure">Measures a batch, by its number from 0: writes its numbers, which are zero before. Called for this rank's batches, in their order.</param>
    /// <returns>The numbers of all batches, <c>[batches, numbers]</c>, the same bits at every rank. (A zero below zero may lose its sign.)</returns>
    /// <exception cref="CollectiveAbortedException">Another rank gave up.</exception>
    public double[] Measure(int batches, int numbers, Action<int, Span<double>> measure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        ArgumentOutOfRangeException.ThrowIfNegative(numbers);
        ArgumentNullException.ThrowIfNull(measure);
        var all = new double[checked(batches * numbers)];
        // In turns: where batches grow longer one after the other, each rank has short and long ones.
        for (var batch = collective.Rank; batch < batches; batch += collective.Size)
            measure(batch, all.AsSpan(batch * numbers, numbers));
        return Together(all);
    }

    /// <summary>Measures rows that go side by side through one pass: each rank takes neighbours, and as many as the others.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="numbers">Numbers that each comes to.</param>
    /// <param name="measure">Measures the rows from the first given, so many of them: writes their numbers, <c>[rows, numbers]</c>, which are zero before. Called once, or not at all where there is no row for this rank.</param>
    /// <returns>The numbers of all rows, <c>[rows, numbers]</c>, the same bits at every rank where a row's do not depend on those beside it.</returns>
    /// <exception cref="CollectiveAbortedException">Another rank gave up.</exception>
    public double[] MeasureRows(int rows, int numbers, Action<int, int, Span<double>> measure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(numbers);
        ArgumentNullException.ThrowIfNull(measure);
        var all = new double[checked(rows * numbers)];
        var first = (int)((long)rows * collective.Rank / collective.Size);
        var count = (int)((long)rows * (collective.Rank + 1) / collective.Size) - first;
        if (count > 0)
            measure(first, count, all.AsSpan(first * numbers, count * numbers));
        return Together(all);
    }

    double[] Together(double[] all)
    {
        if (collective.Size == 1)
            return all;
        collective.ExpectDelay();   // others may have more to measure
        collective.Sum<double>(all);
        return all;
    }
}
