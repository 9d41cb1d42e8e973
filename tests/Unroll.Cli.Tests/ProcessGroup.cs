using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Unroll.Cli.Tests;

/// <summary>A run in several processes that a test does something to. Its processes are found by a mark in their environment, which Linux shows.</summary>
sealed class ProcessGroup : IDisposable
{
    const string MarkVariable = "UNROLL_TEST_GROUP";

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);   // only ever reached by a defect

    readonly string _mark = Guid.NewGuid().ToString("N");

    /// <summary>Starts <c>unroll train</c>.</summary>
    public ProcessGroup(Session session, string launcher, string[] arguments, params (string Name, string Value)[] variables) =>
        Starter = new Child(session.Folder, [("UNROLL_MPIRUN", launcher), (MarkVariable, _mark), .. variables], ["train", .. arguments]);

    /// <summary>What a user starts and waits for.</summary>
    public Child Starter { get; }

    /// <summary>Skips a test where processes cannot be found so, or a launcher is not there.</summary>
    public static void Require(string launcher)
    {
        Skip.IfNot(File.Exists("/proc/self/environ"), "processes are looked for as Linux shows them");
        ProcessesTests.RequireLauncher(launcher);
    }

    /// <summary>A rank's process; waits until it is there.</summary>
    public int Rank(int rank)
    {
        var text = rank.ToString(CultureInfo.InvariantCulture);
        return Await($"rank {rank}", () => Members().Where(member => member.Variables.Contains("PMI_RANK=" + text) || member.Variables.Contains("OMPI_COMM_WORLD_RANK=" + text)).Select(member => member.Process));
    }

    /// <summary>The launcher's process; waits until it is there.</summary>
    public int Launcher() => Await("the launcher", () => Members().Where(member => Parent(member.Process) == Starter.Id).Select(member => member.Process));

    /// <summary>Looks whether no rank is left, now: where what a user started has ended by itself, they have too.</summary>
    public void RequireNoRankLeft() => Assert.DoesNotContain(Members(), member => member.Variables.Any(variable => variable.StartsWith("PMI_RANK=", StringComparison.Ordinal) || variable.StartsWith("OMPI_COMM_WORLD_RANK=", StringComparison.Ordinal)));

    /// <summary>Waits until none of the processes is left.</summary>
    public void RequireNoneLeft()
    {
        if (!SpinWait.SpinUntil(() => Members().Count == 0, s_patience))
            Assert.Fail($"left: {Describe()}");
    }

    /// <summary>Files that Open MPI's ranks share memory by, and which only their launcher takes away.</summary>
    public IReadOnlyList<string> SharedFiles() => [.. Members().SelectMany(member => Read(member.Process, "maps").Split('\n')).Where(line => line.Contains("/dev/shm/vader_segment", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct()];

    /// <summary>Ends what still runs.</summary>
    public void Dispose()
    {
        if (Members().Select(member => member.Process).ToArray() is { Length: > 0 } left)
            Child.Signal("KILL", left);
        Starter.Dispose();
    }

    int Await(string what, Func<IEnumerable<int>> look)
    {
        var found = 0;
        if (!SpinWait.SpinUntil(() => (found = look().FirstOrDefault()) != 0, s_patience))
            Assert.Fail($"{what} did not come up; there are: {Describe()}");
        return found;
    }

    string Describe() => string.Join("; ", Members().Select(member => $"{member.Process} {Read(member.Process, "cmdline").Replace('\0', ' ')}"));

    List<(int Process, string[] Variables)> Members()
    {
        var members = new List<(int, string[])>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
                continue;
            var variables = Read(process, "environ").Split('\0');
            if (variables.Contains($"{MarkVariable}={_mark}"))
                members.Add((process, variables));
        }
        return members;
    }

    /// <summary>The process that started one.</summary>
    public static int Parent(int process) => Read(process, "stat") is { Length: > 0 } stat ? int.Parse(AfterName(stat)[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether a process has ended with all its threads, its parent not yet having taken notice, or having done so. Its files are closed with the last thread.</summary>
    public static bool HasEnded(int process) => Read(process, "stat") is not { Length: > 0 } stat || (AfterName(stat)[0] == "Z" && Threads(process) <= 1);

    static int Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/task").Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // From the third word on; the second is the program's name in brackets, which may hold anything.
    static string[] AfterName(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";   // it has ended, or is another's
        }
    }
}
