using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

namespace Unroll.Cli.Ranks;

/// <summary>
/// Tells what a launcher writes from what its processes write: theirs goes on at once, its own notices are kept, for they say in a box of twenty lines what fits in one. Whoever reads them looks for
/// <see cref="Cause"/>, and shows all of <see cref="Kept"/> where there is none. For the two streams of a launcher, of which either may carry notices.
/// </summary>
sealed partial class LauncherNotices
{
    static readonly string Rule = new('-', 60);
    static readonly string DoubleRule = new('=', 60);

    readonly StringBuilder _kept = new();
    int _writing;   // of the two streams
    long _lines;

    /// <summary>What the launcher said by itself.</summary>
    public string Kept
    {
        get
        {
            lock (_kept)
                return _kept.ToString();
        }
    }

    /// <summary>How far both have been read; of use to see that nothing comes any more.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Whether people take their time with what is written to them.</summary>
    public bool IsWriting => Volatile.Read(ref _writing) > 0;

    /// <summary>Reads a stream to its end; what processes say goes to people.</summary>
    /// <param name="launcher">The launcher's stream.</param>
    /// <param name="people">Where to.</param>
    /// <param name="isError">Standard error, where a ruled line begins a notice of Open MPI; elsewhere it may be a process's own.</param>
    /// <exception cref="IOException">People cannot be reached; all was read.</exception>
    public void Read(TextReader launcher, TextWriter people, bool isError)
    {
        var (inBox, atEnd) = (false, false);   // a notice between two ruled lines; MPICH's, after which nothing but notices comes
        var pending = new List<string>();   // lines of which the next one tells whose they are
        while (launcher.ReadLine() is { } line)
        {
            Interlocked.Increment(ref _lines);
            var isRule = isError && line.StartsWith(Rule, StringComparison.Ordinal);
            atEnd |= line.StartsWith("=   BAD TERMINATION", StringComparison.Ordinal);
            var isOurs = line.StartsWith("unroll: ", StringComparison.Ordinal);
            if (!inBox && !atEnd && !isRule && !isOurs && (line.Length == 0 || line.StartsWith(DoubleRule, StringComparison.Ordinal)))
            {
                pending.Add(line);
                continue;
            }
            var isNotice = !isOurs && (inBox || atEnd || isRule || OwnLine().IsMatch(line));
            inBox ^= isRule;
            pending.Add(line);
            Pass(pending, isNotice, people, launcher);
        }
        Pass(pending, inBox || atEnd, people, launcher);
    }

    void Pass(List<string> lines, bool isNotice, TextWriter people, TextReader launcher)
    {
        Interlocked.Increment(ref _writing);
        try
        {
            foreach (var line in isNotice ? [] : lines)
                people.WriteLine(line);
        }
        catch
        {
            launcher.ReadToEnd();   // else the processes would wait for a reader
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _writing);
        }
        lock (_kept)
        {
            foreach (var line in isNotice ? lines : [])
                _kept.Append(line).Append('\n');
        }
        lines.Clear();
    }

    /// <summary>Which process ended first and how, in words for "…, and the others with it"; null where the launcher does not say.</summary>
    /// <param name="notices">What it said.</param>
    /// <param name="ranks">The ranks of this host by their processes.</param>
    /// <param name="ended">The ranks of this host that have ended, in the system's order.</param>
    /// <param name="processes">Processes in all.</param>
    public static string? Cause(string notices, IReadOnlyDictionary<int, int> ranks, IReadOnlyList<EndedRank> ended, int processes)
    {
        // Open MPI names the rank, MPICH the process.
        if (OpenMpiSignal().Match(notices) is { Success: true } killed)
            return Named(NumberIn(killed, 1), BySignal(NumberIn(killed, 2), killed.Groups[3].Value));
        if (OpenMpiCode().Match(notices) is { Success: true } left)
            return Named(NumberIn(left, 1), $"ended with exit code {left.Groups[2].Value}");
        if (MpichEnd().Match(notices) is not { Success: true } end)
            return null;
        var how = MpichSignal().Match(notices) is { Success: true } signal ? BySignal(NumberIn(signal, 2), signal.Groups[1].Value) : $"ended with exit code {end.Groups[3].Value}";
        return ranks.TryGetValue(NumberIn(end, 1), out var rank) ? Named(rank, how) : $"process {end.Groups[1].Value} on {end.Groups[2].Value} {how}";

        // A launcher ends the others when one has ended, and may tell of one of those: MPICH's was seen to.
        string Named(int named, string how)
        {
            var before = ended.TakeWhile(one => one.Rank != named).ToList();
            return before.Count < ended.Count && FirstToFail(before) is { } first ? WithoutAWord(first, processes) : $"rank {named} of {processes} {how}";
        }
    }

    /// <summary>The first that ended without having done its part; null where there is none.</summary>
    public static int? FirstToFail(IEnumerable<EndedRank> ended) => ended.Where(one => !one.HadDone).Select(one => (int?)one.Rank).FirstOrDefault();

    /// <summary>That a rank ended, where nobody says how.</summary>
    public static string WithoutAWord(int rank, int processes) => $"rank {rank} of {processes} ended without a word (killed, by somebody or by a system short of memory, or crashed)";

    /// <summary>How a process ended by a signal.</summary>
    public static string BySignal(int signal, string? name = null)
    {
        const int Kill = 9;
        return $"was ended by signal {signal.ToString(CultureInfo.InvariantCulture)}{(name is null ? "" : $" ({name})")}{(signal == Kill ? ", by somebody or by a system short of memory" : "")}";
    }

    static int NumberIn(Match match, int group) => int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // "[host:4711] 2 more processes have sent …", "Abort(1) on node 0 (rank 0 in comm 0): …", "mpirun: Forwarding signal 18 to job".
    [GeneratedRegex(@"^(\[[^\]\s]+:[0-9]+\] |Abort\([0-9]+\) on node |\S+: Forwarding signal [0-9]+ to job$)")]
    private static partial Regex OwnLine();

    [GeneratedRegex(@"process rank ([0-9]+) with PID [0-9]+ on node \S+ exited on signal ([0-9]+) \(([^)]*)\)")]
    private static partial Regex OpenMpiSignal();

    [GeneratedRegex(@"Process name: \[\[[0-9]+,[0-9]+\],([0-9]+)\]\s+Exit code:\s+([0-9]+)")]
    private static partial Regex OpenMpiCode();

    [GeneratedRegex(@"PID ([0-9]+) RUNNING AT (\S+)\s+=\s+EXIT CODE: ([0-9]+)")]
    private static partial Regex MpichEnd();

    [GeneratedRegex(@"EXIT STRING: ([^(]+) \(signal ([0-9]+)\)")]
    private static partial Regex MpichSignal();
}
