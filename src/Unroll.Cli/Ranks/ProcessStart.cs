using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Unroll.Cli.Display;
using Unroll.Experiments.Runs;

namespace Unroll.Cli.Ranks;

/// <summary>Starts this very command in several processes, by the machine's own <c>mpirun</c>.</summary>
static class ProcessStart
{
    /// <summary>Names the launcher, where it is not <c>mpirun</c> on the path.</summary>
    public const string LauncherVariable = "UNROLL_MPIRUN";

    /// <summary>Tells the processes that <c>--processes</c> started them, and in which file to leave their exit code: a launcher that sees another than 0 says so at length, and some launchers do not pass it on.</summary>
    public const string MarkVariable = "UNROLL_PROCESSES";

    // What Open MPI must be told and others do not read: more processes than cores are fine, several threads each may use any core, waiting is not spinning, and a run that is stopped has three seconds to save (as many pass before those that wait for a killed process are ended).
    static readonly (string Name, string Value)[] s_settings =
    [
        ("OMPI_MCA_rmaps_base_oversubscribe", "1"), ("OMPI_MCA_hwloc_base_binding_policy", "none"), ("OMPI_MCA_mpi_yield_when_idle", "1"), ("OMPI_MCA_odls_base_sigkill_timeout", "3"),
    ];

    /// <summary>Runs the words in so many processes and waits for them.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RunException">There is no launcher.</exception>
    public static int Run(Terminal terminal, int processes, IEnumerable<string> words)
    {
        var name = Environment.GetEnvironmentVariable(LauncherVariable) is { Length: > 0 } named ? named : "mpirun";
        var start = new ProcessStartInfo(name, ["-n", processes.ToString(CultureInfo.InvariantCulture), .. Program(), .. words]) { WorkingDirectory = terminal.Folder };
        foreach (var (variable, value) in s_settings)
            start.Environment.TryAdd(variable, value);
        var codes = Path.Combine(Path.GetTempPath(), $".unroll-{Guid.NewGuid():N}.tmp");
        start.Environment[MarkVariable] = codes;
        if (!terminal.OutputIsTerminal)
            start.Environment["TERM"] = "dumb";   // Open MPI gives each process a terminal of its own, which is then written to a file
        if (Environment.IsPrivilegedProcess)
        {
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        }
        // The keyboard's interrupt reaches the launcher as well as this process, which only waits. SIGTERM comes to this process alone, and is passed on.
        terminal.StopsPolitely();
        using var process = Launch(start, name);
        using var passed = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        });
        process.WaitForExit();
        if (CodeIn(codes) is { } code)
            return code;
        if (process.ExitCode == ExitCode.Fine)
            return ExitCode.Fine;
        FailureReport.WriteLine(terminal, "the processes ended before their run did; their launcher says why. --resume goes on from the last checkpoint, where one was saved.");
        return ExitCode.Failure;
    }

    /// <summary>What one of the processes gives its launcher as exit code, when it ends with this one.</summary>
    public static int Leave(RankJob job, int code)
    {
        if (job.Size == 1 || Environment.GetEnvironmentVariable(MarkVariable) is not { Length: > 0 } file)
            return code;
        try
        {
            // A run that has just finished is fine, even where its launcher was asked to stop it.
            if (job.Speaks && (job.Leads || code != ExitCode.Fine))
                File.WriteAllText(file, code.ToString(CultureInfo.InvariantCulture));
            return ExitCode.Fine;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return code;   // then the launcher has to tell
        }
    }

    static int? CodeIn(string file)
    {
        if (!File.Exists(file))
            return null;
        var text = File.ReadAllText(file);
        File.Delete(file);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
    }

    static Process Launch(ProcessStartInfo start, string name)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new RunException($"--processes needs an MPI launcher, and '{name}' cannot be started ({e.Message}): install one (apt install openmpi-bin, or mpich), or name yours in {LauncherVariable}.", e);
        }
    }

    // The program itself, or dotnet and its file.
    static string[] Program()
    {
        var file = Environment.ProcessPath ?? "unroll";
        return Path.GetFileNameWithoutExtension(file) == "unroll" ? [file] : [file, Path.Combine(AppContext.BaseDirectory, "unroll.dll")];
    }
}
