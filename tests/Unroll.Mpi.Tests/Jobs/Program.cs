using System;
using System.Collections.Generic;
using System.Text;

namespace Unroll.Mpi.Tests.Jobs;

/// <summary>What mpirun starts: a scenario by its name. A rank that is content prints "ok" and its number; any other ends with exit code 3 and its error.</summary>
static class Program
{
    static readonly Dictionary<string, Action<string[]>> s_scenarios = new()
    {
        ["sums"] = Scenarios.Sums,
        ["fast-sums"] = Scenarios.FastSums,
        ["pending-sums"] = Scenarios.PendingSums,
        ["blobs"] = Scenarios.Blobs,
        ["train"] = Scenarios.Train,
        ["train-overlapped"] = Scenarios.TrainOverlapped,
        ["lengths"] = Scenarios.Lengths,
        ["calls"] = Scenarios.Calls,
        ["differ"] = Scenarios.Differ,
        ["throw"] = Scenarios.Throw,
        ["abort-aside"] = Scenarios.AbortAside,
        ["throw-overlapped"] = Scenarios.ThrowOverlapped,
        ["hang"] = Scenarios.Hang,
        ["leave"] = Scenarios.Leave,
        ["kill"] = Scenarios.Kill,
        ["last-resort"] = Scenarios.LastResorts,
        ["endless"] = Scenarios.Endless,
        ["faults"] = Scenarios.ManagedFaults,
        ["start"] = Scenarios.StartOnly,
        ["allocations"] = Scenarios.Allocations,
        ["idle"] = Scenarios.Idle,
        ["suspend"] = Scenarios.Suspend,
    };

    /// <summary>In one write, so that the lines of several ranks do not mix: the console's own writer takes several for a long one.</summary>
    internal static void Print(string line)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(line));
    }

    static int Main(string[] arguments)
    {
        try
        {
            s_scenarios[arguments[0]](arguments[1..]);
            return 0;
        }
        catch (Exception e)
        {
            Print($"error {e.GetType().Name}: {e.Message}\n");
            return 3;
        }
    }
}
