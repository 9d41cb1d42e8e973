using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Parsing;

/// <summary>Says in one line what is wrong with a command line.</summary>
static class ParseErrorText
{
    /// <summary>What it got, what it wanted, what to do. The first mistake only: the others often follow from it.</summary>
    public static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (BehindDashes(parsed) is { } word)
            return $"'{word}' stands after '--', where every word is a name: put it before '--', or leave '--' out.";
        if (MistakenOption(parsed) is { } token)
            return Unmatched(command, token);
        if (parsed.UnmatchedTokens.Count > 0)
            return Unmatched(command, parsed.UnmatchedTokens[0]);
        if (command.Subcommands.Count > 0)
            return $"A command is missing. Commands: {List(command.Subcommands.Select(c => c.Name))}. See '{PathOf(command)} --help'.";
        return Translate(command, parsed.Errors[0]);
    }

    /// <summary>A command or an option that this command has, but behind the two dashes that end all options.</summary>
    static string? BehindDashes(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).Append("--json").ToHashSet();
        return parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Skip(1).Select(t => t.Value).FirstOrDefault(known.Contains);
    }

    static string Unmatched(Command command, string token)
    {
        if (token.StartsWith('-'))
        {
            var options = command.Options.Where(o => !o.Hidden).Select(o => o.Name).ToList();
            return $"'{token}' is not an option of '{PathOf(command)}'.{DidYouMean(token, options)} Options: {List(options)}.";
        }
        if (command.Subcommands.Count > 0)
        {
            var verbs = command.Subcommands.Select(c => c.Name).ToList();
            return $"'{token}' is not a command.{DidYouMean(token, verbs)} Commands: {List(verbs)}.";
        }
        return $"'{token}' is one argument too many for '{PathOf(command)}'. See '{PathOf(command)} --help'.";
    }

    /// <summary>The parser takes a mistyped option for the value of an argument that is still open; nobody means that.</summary>
    static string? MistakenOption(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).FirstOrDefault(v => v.StartsWith('-') && v.Length > 1);

    static string Translate(Command command, ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Argument: var argument, Tokens.Count: 0, Parent: CommandResult } => Missing(command, argument),
        CommandResult when command.Arguments.Count > 0 && error.Message.Contains("missing", System.StringComparison.Ordinal) => Missing(command, command.Arguments[0]),
        OptionResult { Option: var option, Tokens.Count: 0 } => MissingValue(option),
        ArgumentResult { Parent: OptionResult { Option: var option }, Tokens.Count: 0 } => MissingValue(option),
        OptionResult { Option: var option, IdentifierTokenCount: > 1 } when !error.Message.StartsWith(option.Name, System.StringComparison.Ordinal)
            => $"{option.Name} is given more than once: give it once.",
        _ => OneLine(error.Message),
    };

    static string Missing(Command command, Argument argument) =>
        $"{argument.Name} is missing: {PathOf(command)} {argument.Name}. See '{PathOf(command)} --help'.";

    static string MissingValue(Option option) => $"{option.Name} needs a value: {option.Name} {option.HelpName ?? "VALUE"}.";

    /// <summary>" Did you mean 'x'?", or nothing where nothing is near.</summary>
    static string DidYouMean(string typed, IEnumerable<string> known) => NearestName.Of(typed, known) is { } near ? $" Did you mean '{near}'?" : "";

    static string PathOf(Command command) => command is RootCommand ? "unroll" : $"unroll {command.Name}";

    static string List(IEnumerable<string> names) => string.Join(", ", names);

    static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
