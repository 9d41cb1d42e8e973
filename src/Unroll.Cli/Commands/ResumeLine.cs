using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Cli.Ranks;

namespace Unroll.Cli.Commands;

/// <summary>The command that goes on where this one stopped, ready to be pasted.</summary>
static class ResumeLine
{
    /// <summary>The same words again, with the run folder and <c>--resume</c>.</summary>
    public static string Of(Terminal terminal, ParseResult parsed, string folder)
    {
        List<string> words = [.. TypedWords.Without(parsed, ["--run"], "--resume", "--")];
        // As it was started: by --processes, or by a launcher that somebody called.
        var isOurs = JobFolder.OfThisProcess is not null;
        if (terminal.Job.Size > 1 && isOurs)
            words.AddRange(["--processes", terminal.Job.Size.ToString(CultureInfo.InvariantCulture)]);
        var launcher = terminal.Job.Size > 1 && !isOurs ? terminal.Job.StartedWith + " " : "";
        return launcher + terminal.ProgramName + " " + string.Join(' ', words.Append("--run").Append(folder).Append("--resume").Select(Quoted));
    }

    /// <summary>A word as a shell needs it.</summary>
    internal static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%~\\".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
