using System.Collections.Generic;
using System.CommandLine;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;

namespace Unroll.Cli.Ranks;

/// <summary><c>--processes N</c>: the command starts itself again, N times, by <c>mpirun</c>.</summary>
static class SeveralProcesses
{
    const string Name = "--processes";

    /// <summary>Verbs in which several processes work together; of the others rank 0 does what is asked, and the rest have nothing to do.</summary>
    public static IReadOnlyList<string> Verbs { get; } = ["train", "sweep", "evaluate"];

    /// <summary>The option.</summary>
    public static Option<int?> Option(string description) => new(Name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => SharedOptions.CountOf(result, Name, 1024, "processes"),
    };

    /// <summary>Where the option is given: starts the processes and waits for them.</summary>
    /// <returns>Their exit code; null where it is not given.</returns>
    /// <exception cref="UsageException">This is one of several processes already.</exception>
    public static int? Start(Terminal terminal, ParseResult parsed, Option<int?> option)
    {
        if (parsed.GetValue(option) is not { } processes)
            return null;
        if (terminal.Job.Size > 1)
            throw new UsageException($"{Name} starts mpirun, and mpirun started this: leave one of them away.");
        return ProcessStart.Run(terminal, processes, TypedWords.Without(parsed, [Name]));
    }
}
