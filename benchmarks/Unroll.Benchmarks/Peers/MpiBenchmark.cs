using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Mpi;
using Unroll.Mpi.Launching;
using Unroll.Training.Collectives;

namespace Unroll.Benchmarks.Peers;

/// <summary>
/// A step's sum of gradients over two processes, in order and as MPI likes, beside MPI_Allreduce alone from a C program (<c>benchmarks/peers/allreduce.c</c>), which take turns.
/// Started by hand it starts mpirun for each; started by mpirun it is a rank.
/// </summary>
static class MpiBenchmark
{
    const int Batch = 10;
    const double WarmUpSeconds = 2;   // until the compiler has looked at the loops again
    static readonly int[] s_kilobytes = [100, 1000, 10_000];

    public static Command Command()
    {
        var mpi = new Option<string>("--mpi") { DefaultValueFactory = _ => "openmpi", Description = "openmpi or mpich." };
        var ranks = new Option<int>("--ranks") { DefaultValueFactory = _ => 2 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "Turns of the three programs." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 1.5, Description = "Of each program in each turn." };
        var chunk = new Option<int>("--chunk") { DefaultValueFactory = _ => 0, Description = "Bytes of the pieces that vectors go in; 0 for the usual." };
        var kilobytes = new Option<int>("--kilobytes") { DefaultValueFactory = _ => 0, Description = "Of gradients; 0 for all three sizes." };
        var order = new Option<SumOrder>("--order") { Description = "Of a rank's sums." };
        var command = new Command("mpi", "A step's sum of gradients over processes beside MPI_Allreduce alone.") { mpi, ranks, rounds, seconds, chunk, kilobytes, order };
        command.SetAction(parsed =>
        {
            if (MpiLaunch.FromEnvironment() is not null)
            {
                Work(parsed.GetValue(order), parsed.GetValue(chunk), parsed.GetValue(kilobytes), parsed.GetValue(seconds));
                return;
            }
            var job = new Job(parsed.GetValue(mpi)!, parsed.GetValue(ranks), parsed.GetValue(seconds), parsed.GetValue(chunk));
            foreach (var size in parsed.GetValue(kilobytes) is > 0 and var one ? [one] : s_kilobytes)
                Compare(job, size, parsed.GetValue(rounds));
        });
        return command;
    }

    static void Work(SumOrder order, int chunk, int kilobytes, double seconds)
    {
        var options = new MpiOptions { Order = order }.WithEnvironment();
        using var collective = chunk > 0 ? MpiCollective.Start(options, chunk) : MpiCollective.Start(options);
        var values = GC.AllocateArray<float>(kilobytes * 1000 / sizeof(float), pinned: true);
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        Span<int> more = [1];
        var warm = false;
        while (true)
        {
            if (!warm && clock.Elapsed.TotalSeconds > WarmUpSeconds)
            {
                warm = true;
                times.Clear();
                clock.Restart();
            }
            more[0] = !warm || clock.Elapsed.TotalSeconds < seconds ? 1 : 0;
            collective.Broadcast(more);
            if (more[0] == 0)
                break;
            collective.Barrier();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++)
                collective.Sum<float>(values);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Batch);
        }
        times.Sort();
        if (collective.Rank == 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"best_us\":{times[0]:F2},\"median_us\":{times[times.Count / 2]:F2}}}"));
    }

    static void Compare(Job job, int kilobytes, int rounds)
    {
        var (plain, ordered, fast) = (new List<Figures>(), new List<Figures>(), new List<Figures>());
        for (var round = 0; round < rounds; round++)
        {
            plain.Add(job.Plain(kilobytes));
            ordered.Add(job.Own(kilobytes, "Ordered"));
            fast.Add(job.Own(kilobytes, "Fast"));
        }
        var keys = new Dictionary<string, object> { ["mpi"] = job.Mpi, ["ranks"] = job.Ranks, ["kilobytes"] = kilobytes };
        foreach (var (name, figures) in new[] { ("allreduce", plain), ("ordered", ordered), ("fast", fast) })
        {
            keys[name + "_best_us"] = figures.Min(f => f.Best);
            keys[name + "_median_us"] = Median(figures.Select(f => f.Median));
        }
        foreach (var (name, figures) in new[] { ("ordered", ordered), ("fast", fast) })
        {
            keys[name + "_ratio_of_best"] = Math.Round(figures.Min(f => f.Best) / plain.Min(f => f.Best), 3);
            keys[name + "_ratio_of_medians"] = Math.Round(Median(figures.Zip(plain, (own, other) => own.Median / other.Median)), 3);
        }
        keys["load"] = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        Console.WriteLine(JsonSerializer.Serialize(keys));
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return Math.Round(sorted[sorted.Count / 2], 3);
    }

    readonly record struct Figures(double Best, double Median);

    // Starts the programs in turn.
    sealed class Job
    {
        readonly string _peer = Path.Combine(Path.GetTempPath(), $"unroll-allreduce-{Environment.ProcessId}");
        readonly string _seconds;
        readonly string _chunk;

        internal Job(string mpi, int ranks, double seconds, int chunk)
        {
            Mpi = mpi;
            Ranks = ranks;
            _seconds = seconds.ToString(CultureInfo.InvariantCulture);
            _chunk = chunk.ToString(CultureInfo.InvariantCulture);
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
                folder = folder.Parent;
            Run($"mpicc.{mpi}", ["-O2", Path.Combine(folder?.FullName ?? ".", "benchmarks", "peers", "allreduce.c"), "-o", _peer]);
        }

        internal string Mpi { get; }

        internal int Ranks { get; }

        internal Figures Plain(int kilobytes) => Start([_peer, kilobytes.ToString(CultureInfo.InvariantCulture), _seconds]);

        internal Figures Own(int kilobytes, string order) => Start(
            ["dotnet", typeof(MpiBenchmark).Assembly.Location, "mpi", "--order", order, "--seconds", _seconds, "--chunk", _chunk, "--kilobytes", kilobytes.ToString(CultureInfo.InvariantCulture)]);

        Figures Start(string[] program)
        {
            string[] options = Mpi == "openmpi" ? ["--oversubscribe"] : [];
            var output = Run($"mpirun.{Mpi}", [.. options, "-n", Ranks.ToString(CultureInfo.InvariantCulture), .. program]);
            using var json = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..(output.IndexOf('}', StringComparison.Ordinal) + 1)]);
            return new Figures(json.RootElement.GetProperty("best_us").GetDouble(), json.RootElement.GetProperty("median_us").GetDouble());
        }

        string Run(string file, string[] arguments)
        {
            var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true };
            start.Environment[MpiOptions.LibraryVariable] = Mpi;
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} ended with exit code {process.ExitCode}.");
        }
    }
}
