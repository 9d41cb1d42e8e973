using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Linq;
using Unroll.Cli.Commands;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Cli.Ranks;

namespace Unroll.Cli;

/// <summary>The command <c>unroll</c>: the tree of its verbs, and the one place where anything that went wrong becomes a line and an exit code.</summary>
static class UnrollCommand
{
    static readonly ParserConfiguration s_parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    static readonly (string Name, Func<Terminal, Command> Build)[] s_verbs =
    [
        ("train", TrainCommand.Build),
        ("sweep", SweepCommand.Build),
        ("evaluate", EvaluateCommand.Build),
        ("generate", GenerateCommand.Build),
        ("score", ScoreCommand.Build),
        ("inspect", InspectCommand.Build),
        ("recipes", RecipesCommand.Build),
        ("show", ShowCommand.Build),
        ("cells", CellsCommand.Build),
        ("verify", VerifyCommand.Build),
    ];

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Terminal terminal)
    {
#pragma warning disable CA1031 // The edge of the process: whatever comes up is told in one line.
        try
        {
            // One of several processes that was started for something that takes only one.
            if (!terminal.Job.Leads && (arguments.Count == 0 || !SeveralProcesses.Verbs.Contains(arguments[0])))
                return ExitCode.Fine;
            var parsed = Build(terminal, arguments).Parse(arguments, s_parsing);
            if (parsed.Action is ParseErrorAction)
                throw new UsageException(ParseErrorText.Describe(parsed));
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception failure)
        {
            return FailureReport.Tell(failure, terminal);
        }
#pragma warning restore CA1031
    }

    static RootCommand Build(Terminal terminal, IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Recurrent neural networks for .NET: train, evaluate and prove them.");
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        root.Options.Add(new Option<bool>("--version") { Description = "Print the version and end.", Action = new PrintVersion(terminal) });
        // Of a line that names its verb only that one is made: the others would take longer than many a command.
        var named = arguments.Count > 0 ? s_verbs.Where(verb => verb.Name == arguments[0]).ToArray() : [];
        foreach (var (_, build) in named.Length > 0 ? named : s_verbs)
            root.Add(build(terminal));
        CommandHelp.Install(root);
        return root;
    }

    sealed class PrintVersion(Terminal terminal) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            terminal.Output.WriteLine($"unroll {typeof(UnrollCommand).Assembly.GetName().Version?.ToString(3)}");
            return ExitCode.Fine;
        }
    }
}
