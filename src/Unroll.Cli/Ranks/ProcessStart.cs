using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Unroll.Cli.Display;
using Unroll.Experiments.Runs;

namespace Unroll.Cli.Ranks;

/// <summary>Starts this very command in several processes, by the machine's own <c>mpirun</c>.</summary>
static class ProcessStart
{
    /// <summary>Names the launcher, where it is not <c>mpirun</c> on the path.</summary>
    public const string LauncherVariable = "UNROLL_MPIRUN";

    const int SignalBase = 128;   // of the exit code of a process that a signal ended
    const string GoOn = "--resume goes on from the last checkpoint, where one was saved.";

    // What Open MPI must be told and others do not read: more processes than cores are fine, several threads each may use any core, waiting is not spinning.
    static readonly (string Name, string Value)[] s_settings =
    [
        ("OMPI_MCA_rmaps_base_oversubscribe", "1"), ("OMPI_MCA_hwloc_base_binding_policy", "none"), ("OMPI_MCA_mpi_yield_when_idle", "1"),
    ];

    static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);
    static readonly TimeSpan s_leaving = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan s_launcherEnding = TimeSpan.FromSeconds(10);
    static readonly TimeSpan s_launcherEndingWell = TimeSpan.FromMinutes(10);   // it may be a script that has more to do

    /// <summary>Runs the words in so many processes and waits for them.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RunException">There is no launcher.</exception>
    public static int Run(Terminal terminal, int processes, IEnumerable<string> words)
    {
        var name = Environment.GetEnvironmentVariable(LauncherVariable) is { Length: > 0 } named ? named : "mpirun";
        using var folder = JobFolder.Create();
        terminal.StopsPolitely();
        using var process = Launch(Command(terminal, name, ["-n", processes.ToString(CultureInfo.InvariantCulture), .. Program(), .. words], folder), name);
        StarterLink.Open(process);
        using var asked = terminal.Stop.Register(() => AskToStop(process, folder));
        var notices = new LauncherNotices();
        var readers = new[]
        {
            Task.Run(() => notices.Read(process.StandardOutput, terminal.Output, isError: false)),
            Task.Run(() => notices.Read(process.StandardError, terminal.Error, isError: true)),
        };
        var hung = !WaitForEnd(process, folder, notices, processes);
        EndLeftovers(folder);
        WaitForLastWords(readers, notices);
        if (hung)
            terminal.Error.WriteLine($"unroll: {name} did not end after its {processes} processes, and was ended.");
        return Tell(terminal, hung ? ExitCode.Failure : process.ExitCode, folder, notices, name, processes);
    }

    /// <summary>One of the processes, as it begins.</summary>
    public static void Enter(RankJob job, StopRequest stop)
    {
        if (job.Size == 1 || JobFolder.OfThisProcess is not { } folder)
            return;
        folder.Announce(job.Rank);
        if (job.Leads)
            StarterLink.Listen(folder, stop);
    }

    /// <summary>What one of the processes gives its launcher as exit code, when it ends with this one.</summary>
    public static int Leave(RankJob job, int code)
    {
        if (job.Size == 1 || JobFolder.OfThisProcess is not { } folder)
            return code;
        folder.SayLeaving(job.Rank);
        // A run that has just finished is fine, even where its launcher was asked to stop it.
        var speaks = job.Speaks && (job.Leads || code != ExitCode.Fine);
        return !speaks || folder.LeaveCode(code) ? ExitCode.Fine : code;   // else the launcher has to tell
    }

    static ProcessStartInfo Command(Terminal terminal, string launcher, string[] words, JobFolder folder)
    {
        // The keyboard's signals come to all processes of a session. In one of its own the launcher hears only of this process, which asks rank 0 to stop; so it need not give its processes time when it ends them
        // (Open MPI takes this twice: for each second three or four more, where there is no such session).
        var apart = Find("setsid") is { } setsid && Find(launcher) is not null ? setsid : null;
        var start = apart is null ? new ProcessStartInfo(launcher, words) : new ProcessStartInfo(apart, [launcher, .. words]);
        start.WorkingDirectory = terminal.Folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        foreach (var (variable, value) in s_settings)
            start.Environment.TryAdd(variable, value);
        start.Environment.TryAdd("OMPI_MCA_odls_base_sigkill_timeout", apart is null ? "3" : "0");
        start.Environment[JobFolder.Variable] = folder.Mark;
        if (!terminal.OutputIsTerminal)
            start.Environment["TERM"] = "dumb";   // Open MPI gives each process a terminal of its own, which is then written to a file
        if (Environment.IsPrivilegedProcess)
        {
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        }
        return start;
    }

    // The launcher itself is asked only where nothing is to be saved yet, or where it does not lead its input to rank 0.
    static void AskToStop(Process launcher, JobFolder folder)
    {
        if (folder.IsHeard)
        {
            StarterLink.AskToStop(launcher);
            return;
        }
        using var kill = Process.Start("kill", ["-TERM", launcher.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    static int Tell(Terminal terminal, int launcherCode, JobFolder folder, LauncherNotices notices, string name, int processes)
    {
        var kept = notices.Kept.Trim();
        var launcherWasKilled = kept.Length == 0 && launcherCode > SignalBase;
        if ((folder.Code() ?? (launcherCode == ExitCode.Fine ? ExitCode.Fine : null)) is { } code && !(launcherWasKilled && code == ExitCode.Stopped))
        {
            if (kept.Length > 0 && (code == ExitCode.Fine || terminal.Debug))
                terminal.Error.WriteLine(kept);
            return code;
        }
        var cause = LauncherNotices.Cause(kept, folder.RanksByProcess(), folder.Ended(), processes);
        // A launcher that says nothing, and was not asked to end them.
        if (kept.Length == 0 && !launcherWasKilled && !terminal.Stop.IsCancellationRequested && LauncherNotices.FirstToFail(folder.Ended()) is { } first)
            cause = LauncherNotices.WithoutAWord(first, processes);
        if (kept.Length > 0 && (cause is null || terminal.Debug))
            terminal.Error.WriteLine(kept);
        var text = cause is not null ? $"{cause}, and the others with it; {GoOn}"
            : launcherWasKilled ? $"{name} {LauncherNotices.BySignal(launcherCode - SignalBase)}, and its {processes} processes with it; {GoOn}"
            : $"the processes ended before their run did; their launcher says why. {GoOn}";
        FailureReport.WriteLine(terminal, text);
        return ExitCode.Failure;
    }

    // Open MPI's launcher was seen to hang when its processes had ended, one of them in an unusual way. Where all of them are gone, as the system told, and nothing more is said, there is nothing to wait for; false then.
    static bool WaitForEnd(Process launcher, JobFolder folder, LauncherNotices notices, int processes)
    {
        var (quiet, lines) = (new Stopwatch(), 0L);
        while (!launcher.WaitForExit(s_look))
        {
            if (folder.Ended().Count < processes || notices.IsWriting || notices.Lines > lines)
                quiet.Reset();
            else
                quiet.Start();
            lines = notices.Lines;
            if (quiet.Elapsed < (folder.Code() == ExitCode.Fine ? s_launcherEndingWell : s_launcherEnding))
                continue;
            launcher.Kill(entireProcessTree: true);
            launcher.WaitForExit();
            return false;
        }
        return true;
    }

    // A process that is left behind may hold the pipes open for ever; but who reads slowly (a pager) gets it all.
    static void WaitForLastWords(Task[] readers, LauncherNotices notices)
    {
        var lines = notices.Lines;
        while (!Task.WaitAll(readers, s_lastWords) && (notices.IsWriting || notices.Lines > lines))
            lines = notices.Lines;
    }

    // Processes whose launcher was killed may live for a while, and would still have the run folder.
    static void EndLeftovers(JobFolder folder)
    {
        var clock = Stopwatch.StartNew();
        while (folder.RanksByProcess().Keys.Where(process => IsOf(folder, process)).ToList() is { Count: > 0 } left)
        {
            if (clock.Elapsed < s_leaving)
            {
                Thread.Sleep(10);
                continue;
            }
            using var kill = Process.Start("kill", ["-KILL", .. left.Select(process => process.ToString(CultureInfo.InvariantCulture))]);
            kill.WaitForExit();
            return;
        }
    }

    // Whether there is such a process, and no other has been given its number. Where the system does not tell, there is none.
    static bool IsOf(JobFolder folder, int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/environ").Contains(folder.Mark, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string? Find(string program) => program.Contains('/', StringComparison.Ordinal) ? (File.Exists(program) ? program : null)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

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
