using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Unroll.Mpi.Tests.Jobs;

/// <summary>A scenario run by the ranks that mpirun starts.</summary>
/// <param name="ExitCode">mpirun's.</param>
/// <param name="Output">What all ranks and mpirun printed.</param>
/// <param name="Seconds">From start to end.</param>
sealed record MpiJob(int ExitCode, string Output, double Seconds)
{
    // Only ever reached by a defect.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>Lines that ranks printed by themselves, in the order of ranks.</summary>
    internal IReadOnlyList<string> Lines(string start) => [.. Output.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Whether both the library and its mpirun are here.</summary>
    internal static bool IsInstalled(string mpi) => Launcher(mpi) is not null && NativeLibrary.TryLoad(mpi == "openmpi" ? "libmpi.so.40" : "libmpich.so.12", out _);

    /// <summary>Runs it; skips the test where the MPI is not installed.</summary>
    internal static MpiJob Run(string mpi, int ranks, string scenario, params string[] arguments) => Run(mpi, mpi, ranks, scenario, arguments);

    /// <summary>Runs it with the library of one MPI and the mpirun of another, or with a library by its path.</summary>
    internal static MpiJob Run(string launcher, string library, int ranks, string scenario, params string[] arguments)
    {
        Skip.IfNot(IsInstalled(launcher), $"{launcher} is not installed: apt install {(launcher == "openmpi" ? "openmpi-bin libopenmpi3" : "mpich")}");
        string[] options = launcher == "openmpi" ? ["--oversubscribe"] : [];
        string[] all = [.. options, "-n", ranks.ToString(CultureInfo.InvariantCulture), "dotnet", typeof(MpiJob).Assembly.Location, scenario, .. arguments];
        return Start(Launcher(launcher)!, all, library);
    }

    /// <summary>Runs it without mpirun.</summary>
    internal static MpiJob RunAlone(string library, string scenario) => Start("dotnet", [typeof(MpiJob).Assembly.Location, scenario], library);

    static MpiJob Start(string file, string[] arguments, string library)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[MpiOptions.LibraryVariable] = library;
        start.Environment.Remove(MpiOptions.TimeoutVariable);
        start.Environment["TERM"] = "dumb";   // Open MPI gives ranks a terminal, to which the console would write its codes
        // Open MPI's mpirun asks root for this; a container has no other user.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the job did not end within {s_patience}: {string.Join(' ', arguments)}");
        }
        return new MpiJob(process.ExitCode, output.Result + error.Result, clock.Elapsed.TotalSeconds);
    }

    static string? Launcher(string mpi) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, $"mpirun.{mpi}")).FirstOrDefault(File.Exists);
}
