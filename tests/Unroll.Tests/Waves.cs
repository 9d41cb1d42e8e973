using System;
using System.Linq;
using Unroll.Numerics.Random;

namespace Unroll.Tests;

/// <summary>Small data that can be learnt: which way a noisy line goes, how steeply, and where a step is above the one before.</summary>
static class Waves
{
    /// <summary>Lines of 3 to 12 steps of two columns, one of them noise.</summary>
    public static (float[][][] Sequences, string[] Labels, float[] Slopes) Lines(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        var slopes = Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
        var sequences = slopes.Select(slope =>
        {
            var start = random.NextNormal();
            return Enumerable.Range(0, 3 + random.NextInt32(10)).Select(step => (float[])[(float)(100 + start + slope * step), (float)random.NextNormal()]).ToArray();
        }).ToArray();
        return (sequences, [.. slopes.Select(slope => slope > 0 ? "up" : "down")], slopes);
    }

    /// <summary>Series of 2 to 15 random numbers, and for each step whether the next number is larger: what only a network that reads from the end can know.</summary>
    public static (float[][] Series, bool[][] Labels) Steps(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        var series = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 2 + random.NextInt32(14)).Select(_ => (float)random.NextNormal()).ToArray()).ToArray();
        return (series, [.. series.Select(one => one.Select((value, step) => step + 1 < one.Length && one[step + 1] > value).ToArray())]);
    }

    /// <summary>Small and quick options.</summary>
    public static EstimatorOptions Options(int epochs = 15) => new() { Cell = "gru", Hidden = 16, Epochs = epochs, Batch = 16, Rate = 0.01, Threads = 1 };
}
