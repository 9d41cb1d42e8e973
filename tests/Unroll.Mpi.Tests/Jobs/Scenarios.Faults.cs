using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Unroll.Mpi.Native;

namespace Unroll.Mpi.Tests.Jobs;

// Jobs in which something goes wrong.
static partial class Scenarios
{
    internal static void Lengths(string[] arguments)
    {
        using var collective = Start();
        var length = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) + (collective.Rank == 1 ? 1 : 0);
        Failing(collective, () => collective.Sum<float>(new float[length]));
    }

    internal static void Calls(string[] arguments)
    {
        using var collective = Start();
        Failing(collective, () =>
        {
            if (collective.Rank == 0 && arguments[0] == "broadcast")
                collective.Broadcast<float>(new float[10]);
            else if (collective.Rank == 0)
                collective.Sum<double>(new double[10]);
            else
                collective.Sum<float>(new float[10]);
        });
    }

    internal static void Differ(string[] arguments)
    {
        using var collective = Start();
        var values = new float[50_000];
        collective.RequireSame<float>(values, "the parameters", 119);
        if (collective.Rank == collective.Size - 1)
            values[30_000] = 1e-30f;
        Failing(collective, () => collective.RequireSame<float>(values, "the parameters", 120));
    }

    /// <summary>The last rank gives up at a step; with an argument it had begun a sum of that length with the others before.</summary>
    internal static void Throw(string[] arguments)
    {
        using var collective = Start();
        Failing(collective, () =>
        {
            for (var step = 0; ; step++)
            {
                if (step == 3 && collective.Rank == collective.Size - 1)
                {
                    Thread.Sleep(200);
                    collective.Abort(new System.IO.IOException("the disk is full"));
                    collective.Abort(new System.IO.IOException("a second reason"));
                }
                collective.Sum<float>(new float[100_000]);
            }
        });
    }

    /// <summary>A thread beside the one that waits gives up, as Ctrl-C does.</summary>
    internal static void AbortAside(string[] arguments)
    {
        using var collective = Start();
        if (collective.Rank == 0)
        {
            new Thread(() =>
            {
                Thread.Sleep(300);
                collective.Abort(new OperationCanceledException("stopped by the user"));
            }).Start();
        }
        Failing(collective, () =>
        {
            var vector = new float[30_000];
            while (true)
                collective.Sum<float>(vector);
        });
    }

    /// <summary>Rank 1 sleeps for longer than anybody waits: before it comes to a sum, within it, or even where the others know that it works alone ("alone", with a tenth of a second).</summary>
    internal static void Hang(string[] arguments)
    {
        var isAlone = arguments is ["alone"];
        using var collective = Start(timeout: isAlone ? 0.1 : 1);
        Failing(collective, () =>
        {
            var within = arguments[0] == "within";
            var vector = new float[within ? 2_000_000 : 10_000];
            if (isAlone)
                collective.ExpectDelay();
            collective.Sum<float>(new float[10_000]);
            if (isAlone)
                collective.ExpectDelay();
            if (collective.Rank == 1)
            {
                if (within)
                    _ = collective.BeginSum<float>(vector);
                Thread.Sleep(TimeSpan.FromMinutes(10));
            }
            Thread.Sleep(within ? 300 : 0);   // rank 1 has begun by then, and finds nothing yet to go on with
            collective.Sum<float>(vector);
        });
    }

    /// <summary>Rank 1 ends while the others want to go on.</summary>
    internal static void Leave(string[] arguments)
    {
        using var collective = Start();
        if (collective.Rank != 1)
            Failing(collective, () => collective.Sum<float>(new float[10_000]));
    }

    internal static void Kill(string[] arguments)
    {
        using var collective = Start();
        var vector = new float[100_000];
        for (var step = 0; ; step++)
        {
            collective.Sum<float>(vector);
            if (step == 5 && collective.Rank == 1)
                Process.GetCurrentProcess().Kill();
        }
    }

    /// <summary>Rank 1 does all but end MPI, for which the others wait.</summary>
    internal static void Endless(string[] arguments)
    {
        using var collective = MpiCollective.Start(new MpiOptions { EndPatience = TimeSpan.FromSeconds(1) }.WithEnvironment());
        collective.Barrier();
        Program.Print($"ok {collective.Rank}\n");
        Environment.ExitCode = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        if (collective.Rank != 1)
            return;
        collective.EndTogether();
        Thread.Sleep(TimeSpan.FromMinutes(10));
    }

    /// <summary>A process that waits for ever, and ends all the same; one that needs it no more goes on.</summary>
    internal static void LastResorts(string[] arguments)
    {
        LastResort.EndAfter(TimeSpan.FromSeconds(0.2), 8, "not this one").Dispose();
        Thread.Sleep(500);
        Program.Print("ok\n");
        _ = LastResort.EndAfter(TimeSpan.FromSeconds(0.2), 7, "last words");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>All ranks are stopped for longer than they would wait for one, as a scheduler does, and go on.</summary>
    internal static void Suspend(string[] arguments)
    {
        using var collective = Start(timeout: 2.5);
        var processes = string.Join(' ', collective.Gather(BitConverter.GetBytes(Environment.ProcessId)).Select(bytes => BitConverter.ToInt32(bytes)));
        using var shell = collective.Rank == 0 ? Process.Start("sh", ["-c", $"sleep 0.3; kill -STOP {processes}; sleep 4; kill -CONT {processes}"]) : null;
        var clock = Stopwatch.StartNew();
        var vector = new float[30_000];
        Span<int> more = [1];
        while (more[0] == 1)
        {
            // Rank 0 is late by half a second each time, so that it is in their waiting that the others are stopped.
            if (collective.Rank == 0)
                Thread.Sleep(500);
            collective.Sum<float>(vector);
            more[0] = clock.Elapsed < TimeSpan.FromSeconds(6) ? 1 : 0;
            collective.Broadcast(more);
        }
        Content(collective);
    }

    /// <summary>Says what came of work that must fail, and whose part it is to say it.</summary>
    static void Failing(MpiCollective collective, Action work)
    {
        var error = Record.Exception(work);
        var again = Record.Exception(collective.Barrier);
        Program.Print($"rank {collective.Rank}: {error?.GetType().Name}: {error?.Message} | then {again?.GetType().Name} | speaker {collective.Speaker}\n");
    }
}
