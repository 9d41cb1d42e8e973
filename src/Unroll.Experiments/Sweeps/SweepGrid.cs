using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Numerics.Random;

namespace Unroll.Experiments.Sweeps;

/// <summary>The points of a search: every combination, or some drawn at random.</summary>
static class SweepGrid
{
    const int MostAttempts = 1000;   // to draw a point that is not there yet

    /// <summary>Combinations of the lists.</summary>
    public static BigInteger Count(IReadOnlyList<SweepAxis> axes) => axes.Aggregate(BigInteger.One, (product, axis) => product * axis.Values.Count);

    /// <summary>Every combination, the last axis changing first.</summary>
    public static IReadOnlyList<SweepPoint> All(IReadOnlyList<SweepAxis> axes)
    {
        IEnumerable<SweepSetting[]> rows = [[]];
        foreach (var axis in axes)
            rows = rows.SelectMany(row => axis.Values.Select(value => (SweepSetting[])[.. row, new SweepSetting(axis.Path, value)]));
        return [.. rows.Select((row, index) => new SweepPoint(index + 1, row))];
    }

    /// <summary>Different points drawn at random. A point is a function of seed, its number, and the points before it, so that more of them begin with the same ones.</summary>
    /// <exception cref="RecipeException">There are not so many different ones.</exception>
    public static IReadOnlyList<SweepPoint> Draw(IReadOnlyList<SweepAxis> axes, int count, ulong seed)
    {
        if (axes.All(axis => axis.Range is null) && Count(axes) < count)
            throw new RecipeException($"--random {count} asks for more points than the {Count(axes)} combinations of the grid; leave --random out to run them all.");
        var random = new RandomStream(seed).Split("sweep");
        var points = new List<SweepPoint>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 1; number <= count; number++)
            points.Add(Different(axes, random.At(number), number, taken));
        return points;
    }

    static SweepPoint Different(IReadOnlyList<SweepAxis> axes, RandomStream random, int number, HashSet<string> taken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var draw = random.At(attempt);
            var point = new SweepPoint(number, [.. axes.Select(axis => axis.Draw(draw.Split(axis.Path)))]);
            if (taken.Add(point.Describe()))
                return point;
        }
        throw new RecipeException($"no point number {number} was found that differs from those before it; ask for fewer with --random, or give wider ranges.");
    }
}
