using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Mpi.Launching;

namespace Unroll.Cli.Ranks;

/// <summary>
/// Where the processes that <c>--processes</c> started on this host leave word for it: which they are, that they have done their part, whether rank 0 hears it, and the exit code of the job; and in which order they ended. A launcher that sees another code than 0 says so at length,
/// and some launchers do not pass it on.
/// </summary>
sealed class JobFolder : IDisposable
{
    /// <summary>Names the folder to the processes.</summary>
    public const string Variable = "UNROLL_PROCESSES";

    // With the host's name: where temporary files lie on a disk of several hosts, so do those of the ranks there, whose processes are none of this host's.
    static readonly string ProcessPrefix = $"process-{Environment.MachineName}-";

    static readonly string LeavingPrefix = $"leaving-{Environment.MachineName}-";

    static FileStream? s_presence;   // open as long as this process lives

    readonly string _path;
    readonly ClosingOrder? _order;

    JobFolder(string path, ClosingOrder? order = null) => (_path, _order) = (path, order);

    string CodePath => Path.Combine(_path, "code");

    string StarterPath => Path.Combine(_path, "starter");

    string ListeningPath => Path.Combine(_path, "listening");

    /// <summary>The folder of the job that this process belongs to; null where <c>--processes</c> did not start it.</summary>
    public static JobFolder? OfThisProcess => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? new JobFolder(path) : null;

    /// <summary>The folder's path, for the variable.</summary>
    public string Mark => _path;

    /// <summary>Whether rank 0 hears what is said to it.</summary>
    public bool IsHeard => File.Exists(ListeningPath);

    /// <summary>A new one.</summary>
    public static JobFolder Create()
    {
        var path = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $".unroll-{Guid.NewGuid():N}.tmp")).FullName;
        var folder = new JobFolder(path, ClosingOrder.Watch(path));
        Leave(folder.StarterPath, Environment.ProcessId);
        return folder;
    }

    /// <summary>Says which process a rank is, in a file that stays open until the process ends. On another host nobody hears.</summary>
    public void Announce(int rank)
    {
        try
        {
            s_presence = new FileStream(ProcessPath(rank), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            s_presence.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The launcher tells of its end, by its process.
        }
    }

    /// <summary>Says that a rank ends because it has done its part.</summary>
    public void SayLeaving(int rank) => Leave(LeavingPath(rank), Environment.ProcessId);

    /// <summary>Says that rank 0 hears.</summary>
    public void SayListening() => Leave(ListeningPath, 1);

    /// <summary>Leaves the job's exit code; false where that cannot be done.</summary>
    public bool LeaveCode(int code) => Leave(CodePath, code);

    /// <summary>The exit code that was left.</summary>
    public int? Code() => Number(CodePath);

    /// <summary>The ranks that came up on this host, by their processes.</summary>
    public IReadOnlyDictionary<int, int> RanksByProcess()
    {
        try
        {
            return Directory.GetFiles(_path, ProcessPrefix + "*").Select(file => (Process: Number(file) ?? 0, Rank: RankOf(Path.GetFileName(file)) ?? -1))
                .Where(pair => pair is { Process: > 0, Rank: >= 0 }).ToDictionary(pair => pair.Process, pair => pair.Rank);
        }
        catch (IOException)
        {
            return new Dictionary<int, int>();   // somebody has cleared the temporary files away
        }
    }

    /// <summary>The ranks of this host that have ended, the first first, and whether they had done their part; none where the system does not tell.</summary>
    public IReadOnlyList<EndedRank> Ended() => _order?.Names() is not { } names ? []
        : [.. names.Select(RankOf).OfType<int>().Distinct().Select(rank => new EndedRank(rank, Number(LeavingPath(rank)) is not null))];

    /// <summary>Takes it away where its starter is gone and cannot do it.</summary>
    public void RemoveUnlessStarted()
    {
        try
        {
            if (Number(StarterPath) is { } starter)
                Process.GetProcessById(starter).Dispose();
        }
        catch (ArgumentException)
        {
            Remove();   // there is no such process
        }
    }

    /// <summary>Takes it away; by its starter.</summary>
    public void Dispose()
    {
        _order?.Dispose();
        Remove();
    }

    void Remove()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some bytes stay in the system's folder for what is temporary.
        }
    }

    string ProcessPath(int rank) => Path.Combine(_path, ProcessPrefix + rank.ToString(CultureInfo.InvariantCulture));

    string LeavingPath(int rank) => Path.Combine(_path, LeavingPrefix + rank.ToString(CultureInfo.InvariantCulture));

    // Null of a file that is another's: of a host whose name begins like this one's, too.
    static int? RankOf(string name) => name.StartsWith(ProcessPrefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(ProcessPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var rank) ? rank : null;

    static bool Leave(string path, int number)
    {
        try
        {
            File.WriteAllText(path, number.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static int? Number(string path)
    {
        try
        {
            return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (IOException)
        {
            return null;   // it is just being written
        }
    }
}
