using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Training.Collectives;

namespace Unroll.Tasks.Tests;

/// <summary>The batches of an evaluation among ranks.</summary>
public sealed class EvaluationShareTests
{
    static void Write(int batch, Span<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Math.Sin(1 + batch) / (1 + i);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 7)]
    [InlineData(5, 2)]
    [InlineData(2, 0)]
    public void Batches_AreMeasuredOnce_AndAllRanksKnowTheBitsOfAll(int ranks, int batches)
    {
        var whole = EvaluationShare.Whole.Measure(batches, 3, Write);
        var measured = new List<int>[ranks];
        var results = new double[ranks][];
        var threads = InProcess.Create(ranks).Select(member => new Thread(() =>
        {
            var mine = measured[member.Rank] = [];
            results[member.Rank] = new EvaluationShare(member).Measure(batches, 3, (batch, numbers) =>
            {
                mine.Add(batch);
                Write(batch, numbers);
            });
        })
        { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));
        Assert.Equal(Enumerable.Range(0, batches), measured.SelectMany(list => list).Order());
        Assert.True(measured.Max(list => list.Count) - measured.Min(list => list.Count) <= 1);
        Assert.All(results, result => Assert.Equal(whole.Select(BitConverter.DoubleToInt64Bits), result.Select(BitConverter.DoubleToInt64Bits)));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 7)]
    [InlineData(5, 2)]
    [InlineData(2, 0)]
    public void Rows_AreMeasuredOnce_ByNeighbours(int ranks, int rows)
    {
        var measured = new (int First, int Count)[ranks];
        var results = new double[ranks][];
        var threads = InProcess.Create(ranks).Select(member => new Thread(() => results[member.Rank] = new EvaluationShare(member).MeasureRows(rows, 2, (first, count, numbers) =>
        {
            measured[member.Rank] = (first, count);
            for (var row = 0; row < count; row++)
                Write(first + row, numbers.Slice(2 * row, 2));
        }))
        { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));
        Assert.Equal(Enumerable.Range(0, rows), measured.SelectMany(part => Enumerable.Range(part.First, part.Count)));
        Assert.True(measured.Max(part => part.Count) - measured.Min(part => part.Count) <= 1);
        var wanted = new double[2 * rows];
        for (var row = 0; row < rows; row++)
            Write(row, wanted.AsSpan(2 * row, 2));
        Assert.All(results, result => Assert.Equal(wanted, result));
    }
}
