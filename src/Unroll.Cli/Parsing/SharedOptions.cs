using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Parsing;

/// <summary>Options that several commands have, made in one place so that they read and fail alike.</summary>
static class SharedOptions
{
    const int MostThreads = 1024;

    /// <summary>The recipe to work on.</summary>
    public static Argument<string> Recipe() =>
        Named("RECIPE", "A built-in recipe (see 'unroll recipes'), or a path to your own .json file.", "a name from 'unroll recipes', or a path to a .json file");

    /// <summary>An argument that must not be empty.</summary>
    public static Argument<string> Named(string name, string description, string wanted)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
                result.AddError($"{name} is empty: give {wanted}.");
        });
        return argument;
    }

    /// <summary><c>--threads N</c>.</summary>
    public static Option<int> Threads() => new("--threads")
    {
        HelpName = "N",
        Description = $"Threads, 1 to {MostThreads}; any number gives the same bits. [default: one per processor]",
        CustomParser = result => (int)Number(result, "--threads", 1, MostThreads, "the threads to work with"),
    };

    /// <summary><c>--seed N</c>.</summary>
    public static Option<ulong?> Seed() => new("--seed")
    {
        HelpName = "N",
        Description = "Seed of everything random, 0 to 2^64 - 1. [default: the recipe's train.seed]",
        CustomParser = result => Number(result, "--seed", 0, ulong.MaxValue, "a seed"),
    };

    /// <summary><c>--seeds N</c>.</summary>
    public static Option<int?> Seeds() => new("--seeds")
    {
        HelpName = "N",
        Description = "Train N seeds side by side, one on each thread, from the recipe's (or --seed) on, and summarise them.",
        CustomParser = result => (int)Number(result, "--seeds", 1, SweepPlan.MostRuns, "how many seeds to train"),
    };

    /// <summary><c>--metric NAME</c>.</summary>
    public static Option<string?> Metric(string description) => new("--metric") { HelpName = "NAME", Description = description };

    /// <summary>A whole number from 1.</summary>
    public static Option<int> Count(string name, int fallback, int most, string meaning) => new(name)
    {
        HelpName = "N",
        Description = string.Create(CultureInfo.InvariantCulture, $"The {meaning}, 1 to {most}. [default: {fallback}]"),
        DefaultValueFactory = _ => fallback,
        CustomParser = result => (int)Number(result, name, 1, (ulong)most, "the " + meaning),
    };

    /// <summary>A whole number from 1, read in an option's own way.</summary>
    public static int CountOf(ArgumentResult result, string name, int most, string meaning) => (int)Number(result, name, 1, (ulong)most, meaning);

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => Switch("--json", "Print the result as JSON: exactly one value on standard output, at the end.");

    /// <summary><c>--set path=value</c>, as often as wanted.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        HelpName = "PATH=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        Description = "Change a value of the recipe, for example model.hidden=64; give it as often as needed.",
    };

    /// <summary>An option that is there or not; it takes no value.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>The threads asked for, or all processors.</summary>
    public static int ThreadsOf(ParseResult parsed, Option<int> option, int? processors = null) =>
        parsed.GetResult(option) is null ? Math.Min(processors ?? Environment.ProcessorCount, MostThreads) : parsed.GetValue(option);

    static ulong Number(ArgumentResult result, string name, ulong least, ulong most, string meaning)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
        if (result.Tokens.Count > 1)
            result.AddError($"{name} is given more than once ({string.Join(", ", result.Tokens.Select(t => t.Value))}): give it once.");
        else if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            result.AddError($"{name} got '{text}', which is not a whole number: give {meaning}, {least} to {most}.");
        else if (number < least || number > most)
            result.AddError($"{name} got {text}, out of range: give {meaning}, {least} to {most}.");
        else
            return (ulong)number;
        return least;
    }
}
