using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Verification;

/// <summary>Rung 2: the same sequences padded after, before and inside by several amounts of NaN give the bits that they give with as little padding as can be, and zeros where padding stands.</summary>
static class PaddingCheck
{
    const int Inputs = 3, Hidden = 18, Layers = 2;

    static readonly int[] s_uneven = [4, 0, 5, 1, 5, 2, 3];
    static readonly int[] s_even = [4, 4, 4, 4, 4];

    /// <summary>Checks a cell with what is asked of it, on a walk.</summary>
    public static LadderResult Run<T>(string cell, Walk walk, WalkVariant variant, IWalkLayers? source = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long compared = 0, different = 0;
        foreach (var lengths in (int[][])[s_uneven, s_even])
        {
            var shape = new WalkCase(cell, Inputs, Hidden, lengths.Max(), lengths.Length, Layers) { Lengths = lengths, Source = source };
            // Sequences of one length are the batch without a mask.
            var wanted = Results<T>(shape with { Variant = variant with { Padding = lengths == s_even ? null : WalkPadding.After } }, walk);
            foreach (var padding in Enum.GetValues<WalkPadding>())
            {
                foreach (var amount in (int[])[0, 1, 4])
                {
                    var found = Results<T>(shape with { Steps = shape.Steps + amount, Variant = variant with { Padding = padding } }, walk);
                    compared += wanted.Length;
                    different += Different(wanted, found);
                }
            }
        }
        return new LadderResult(2, $"{cell}, {variant}: bits whatever the padding, {walk.ToString().ToLowerInvariant()} walk", compared, different, 0);
    }

    static long Different(double[] wanted, double[] found) => Math.Abs(wanted.Length - found.Length)
        + wanted.Zip(found).LongCount(pair => BitConverter.DoubleToInt64Bits(pair.First) != BitConverter.DoubleToInt64Bits(pair.Second));

    // What the sequences gave, and how many numbers in the padding are not zero.
    static double[] Results<T>(WalkCase shape, Walk walk)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = shape.Build<T>(walk, LaneWidths.Widest);
        var trace = network.CreateTrace(shape.Steps, shape.Batch, TraceMode.Training, WorkerTeam.Single, inputGradients: true, masks: shape.Variant.Padding is not null);
        var data = new WalkData<T>(shape, network, trace, new RandomStream(22));
        data.Pass();
        return [.. data.Results(), data.PaddingResults().Count(number => number != 0)];
    }
}
