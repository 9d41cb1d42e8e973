using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;

namespace Unroll.Experiments.Inspection;

/// <summary>The values of a parameter segment, copied out for people to read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows.</param>
sealed record WeightSegment(string Name, IReadOnlyList<double[]> Rows)
{
    /// <summary>All segments of a network.</summary>
    public static IReadOnlyList<WeightSegment> Of<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var segments = new List<WeightSegment>();
        foreach (var segment in parameters.Segments)
        {
            var values = parameters.ValuesOf(segment);
            segments.Add(new(segment.Name, [.. Enumerable.Range(0, segment.Rows).Select(row => values[row].ToArray().Select(double.CreateTruncating).ToArray())]));
        }
        return segments;
    }
}
