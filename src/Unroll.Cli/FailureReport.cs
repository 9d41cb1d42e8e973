using System;
using System.Globalization;
using System.IO;
using Unroll.Cli.Display;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Mpi;
using Unroll.Training.Collectives;

namespace Unroll.Cli;

/// <summary>Tells a failure in one line, and the shell in one number. Nobody who mistypes a word should have to read a stack.</summary>
static class FailureReport
{
    /// <summary>Writes the line to standard error.</summary>
    /// <returns>The exit code that belongs to it.</returns>
    public static int Tell(Exception failure, Terminal terminal)
    {
        var (code, text) = Describe(failure);
        terminal.Job.Fail(failure);
        if (terminal.Job.Speaks || failure is MpiException)
            WriteLine(terminal, IsOfThisRank(failure, code, terminal) ? $"rank 0: {text}" : text);
        if (terminal.Debug)
            terminal.Error.WriteLine(failure);
        return code;
    }

    // Of several ranks even the leader says who failed, unless the command line is at fault.
    static bool IsOfThisRank(Exception failure, int code, Terminal terminal) =>
        terminal.Job is { Leads: true, Size: > 1 } && code != ExitCode.Misuse && failure is not (CollectiveAbortedException or RanksDifferException or MpiException);

    /// <summary>Writes one line to standard error, the program's name first.</summary>
    public static void WriteLine(Terminal terminal, string text) => terminal.Error.WriteLine($"unroll: {terminal.Job.Prefix}{text.ReplaceLineEndings(" ")}");

    static (int Code, string Text) Describe(Exception failure) => failure switch
    {
        UsageException or RecipeException => (ExitCode.Misuse, failure.Message),
        RunException { IsMisuse: true } => (ExitCode.Misuse, failure.Message),
        RunException or MpiException => (ExitCode.Failure, failure.Message),
        CollectiveAbortedException or RanksDifferException => (ExitCode.Failure, $"{failure.Message} All processes end; --resume goes on from the last checkpoint, where one was saved."),
        OutOfMemoryException => (ExitCode.Failure, OutOfMemory()),
        IOException or UnauthorizedAccessException => (ExitCode.Failure, failure.Message),
        AggregateException { InnerException: { } inner } => Describe(inner),
        _ => (ExitCode.Failure, $"unexpected {failure.GetType().Name}: {failure.Message} Set UNROLL_DEBUG=1 to see where, and report it."),
    };

    static string OutOfMemory()
    {
        var gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return string.Create(CultureInfo.InvariantCulture, $"out of memory ({gibibytes:F1} GiB in this machine or container): make train.batch, model.hidden or the length smaller.");
    }
}
