using System;
using Unroll.Experiments;

namespace Unroll.Cli.Commands;

/// <summary>What a sweep took.</summary>
/// <param name="ProcessorSeconds">Seconds of processor time.</param>
/// <param name="Threads">Threads it had.</param>
readonly record struct SweepEffort(double ProcessorSeconds, int Threads)
{
    /// <summary>What it took all ranks together; all of them call it, when their runs have ended.</summary>
    public static SweepEffort OfAll(RunOptions options)
    {
        double[] sums = [Environment.CpuUsage.TotalTime.TotalSeconds, options.Threads];
        options.Collective.Sum<double>(sums);
        return new SweepEffort(sums[0], (int)sums[1]);
    }
}
