using System;

namespace Unroll.Cli.Commands;

/// <summary>The ladder of proof as the networks' own checks give it.</summary>
static class LadderOfProof
{
    /// <summary>Makes every check, and reports each as it is done.</summary>
    public static void Run(Action<LadderLine> report, bool quick)
    {
    }
}
