using System;
using System.Collections.Generic;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Streams;

/// <summary>
/// X(t) is 0 or 1, equally likely. Y(t) is 1 with probability 0.5, plus 0.5 where X(t − 3) is 1, minus 0.25 where X(t − 8) is 1. Before the first step X was 0: nothing wraps round from the end.
/// </summary>
static class BinaryLags
{
    /// <summary>The first lag.</summary>
    public const int First = 3;

    /// <summary>The second lag.</summary>
    public const int Second = 8;

    const double Near = 0.01;   // nats: above the chance differences of 100,000 test steps, far below the distance between plateaus

    /// <summary>The expected cross-entropy, in nats, of who knows about neither lag, the first alone, the second alone, or both.</summary>
    public static IReadOnlyList<(string Learnt, double Entropy)> Plateaus { get; } =
    [
        ("neither", Entropy(Mean(0, 1, 2, 3))),
        ("first", (Entropy(Mean(0, 1)) + Entropy(Mean(2, 3))) / 2),
        ("second", (Entropy(Mean(0, 2)) + Entropy(Mean(1, 3))) / 2),
        ("both", (Entropy(Mean(0)) + Entropy(Mean(1)) + Entropy(Mean(2)) + Entropy(Mean(3))) / 4),
    ];

    /// <summary>Number of the lowest plateau that a cross-entropy has come down to, within 0.01 nats; 0 where it has come to none.</summary>
    public static int Reached(double crossEntropy)
    {
        var reached = 0;
        for (var i = 1; i < Plateaus.Count; i++)
        {
            if (crossEntropy <= Plateaus[i].Entropy + Near && Plateaus[i].Entropy < Plateaus[reached].Entropy)
                reached = i;
        }
        return reached;
    }

    /// <summary>How far a cross-entropy has come from the plateau it reached to that of who knows both lags: a share from 0 to 1.</summary>
    public static double WayToBoth(double crossEntropy)
    {
        var (from, both) = (Plateaus[Reached(crossEntropy)].Entropy, Plateaus[^1].Entropy);
        return from == both ? 1 : Math.Clamp((from - crossEntropy) / (from - both), 0, 1);
    }

    /// <summary>Draws so many steps.</summary>
    public static (int[] Inputs, int[] Targets) Draw(RandomStream random, int count)
    {
        var (inputs, targets) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            inputs[i] = random.NextInt32(2);
            var chance = Chance(i >= First ? inputs[i - First] : 0, i >= Second ? inputs[i - Second] : 0);
            targets[i] = random.NextDouble() < chance ? 1 : 0;
        }
        return (inputs, targets);
    }

    static double Chance(int first, int second) => 0.5 + 0.5 * first - 0.25 * second;

    // Over the four cases of what the lags hold, numbered 2 · first + second.
    static double Mean(params ReadOnlySpan<int> cases)
    {
        var sum = 0.0;
        foreach (var number in cases)
            sum += Chance(number / 2, number % 2);
        return sum / cases.Length;
    }

    static double Entropy(double chance) => -Term(chance) - Term(1 - chance);

    static double Term(double chance) => chance == 0 ? 0 : chance * Math.Log(chance);
}
