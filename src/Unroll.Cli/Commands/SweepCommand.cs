using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Cli.Ranks;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Sweeps;
using Unroll.Training.Collectives;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll sweep RECIPE</c>.</summary>
static class SweepCommand
{
    const int MostPoints = SweepPlan.MostRuns;

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var options = new SweepCommandOptions();
        var command = new Command("sweep", "Train a recipe with many values side by side and rank them: its \"sweep\" block, or what --grid and --range say.");
        foreach (var argument in options.Arguments)
            command.Add(argument);
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction(parsed =>
        {
            if (SeveralProcesses.Start(terminal, parsed, options.Processes) is { } code)
                return code;
            var (job, isDry, json) = (terminal.Job, parsed.GetValue(options.DryRun), parsed.GetValue(options.Json));
            var threads = SharedOptions.ThreadsOf(parsed, options.Threads, job.ShareOf(Environment.ProcessorCount));
            if (!job.Leads)
                return isDry ? ExitCode.Fine : SweepPlace.Follow(terminal, threads);
            var collective = isDry ? new SingleProcess() : job.Join();
            var (recipe, request) = options.Read(parsed);
            var plan = SweepPlan.Of(recipe, request);
            if (isDry)
                return PlanTable.Write(terminal, plan, json);
            var page = parsed.GetValue(options.Page);
            if (page is not null)
                PageFile.RequireFolder(page, terminal.Folder);
            var run = new RunOptions { Threads = threads, Collective = collective, ProcessesHere = terminal.Job.ProcessesHere, Resume = parsed.GetValue(options.Resume), Time = terminal.Time };
            var folder = SweepPlace.Of(terminal, parsed.GetValue(options.Run), plan, run.Resume);
            var began = terminal.Time.GetTimestamp();
            var (result, effort) = SweepPlace.Run(terminal, plan, folder, run, parsed.GetValue(options.Quiet));
            if (result.IsInterrupted)
                return SweepPlace.TellStopped(terminal, result, parsed);
            var seconds = terminal.Time.GetElapsedTime(began).TotalSeconds;
            if (page is not null)
                PageFile.Write(Path.GetFullPath(page, terminal.Folder), SweepPage.Write(result, SweepPlace.LineOf(parsed), effort.ProcessorSeconds, effort.Threads));
            return Tell(terminal, result, json, seconds);
        });
        return command;
    }

    // The best point is judged by what the recipe expects; the others were there to find it.
    static int Tell(Terminal terminal, SweepResult result, bool json, double seconds)
    {
        if (json)
            terminal.Output.WriteLine(SweepJson.WriteLine(result, seconds));
        else
            SweepTable.Write(terminal, result);
        terminal.Output.Flush();
        var best = result.Ranking[0];
        if (best.Diverged == best.Runs.Count)
        {
            FailureReport.WriteLine(terminal, "every run diverged: try smaller rates, or train.clip.norm.");
            return ExitCode.Failure;
        }
        if (best.Success is not { } success || success.Successes == success.Runs)
            return ExitCode.Fine;
        FailureReport.WriteLine(terminal, $"even the best, {best.Point.Describe()}, missed what the recipe expects in {success.Runs - success.Successes} of {success.Runs} runs.");
        return ExitCode.Failure;
    }

    /// <summary>The options of the verb, and what they ask for together.</summary>
    sealed class SweepCommandOptions
    {
        readonly Argument<string> _recipe = SharedOptions.Recipe();
        readonly Option<string[]> _settings = SharedOptions.Set();
        readonly Option<string[]> _grid = Repeated("--grid", "PATH=A,B,…", "Values to try for a path, for example train.batch=32,64,128; give it for as many paths as needed.");
        readonly Option<string[]> _range = Repeated("--range", "PATH=LOW..HIGH", "A range to draw from with --random, for example train.optimizer.rate=log:0.0001..0.1 (without log: every number is as likely).");
        readonly Option<int?> _random = Optional("--random", "N", "Draw N points at random instead of running every combination.", MostPoints, "how many points to draw");
        readonly Option<int?> _least = Optional("--least", "N", "With --halving: epochs (or steps, as the recipe counts) of the first round, at least. [default: 1 epoch, or a hundredth of the steps]", 1_000_000_000, "the epochs or steps of the first round");
        readonly Option<ulong?> _seed = SharedOptions.Seed();
        readonly Option<int?> _seeds = Optional("--seeds", "N", "Train each point with N seeds and rank it by their median.", SweepPlan.MostRuns, "how many seeds each point has");
        readonly Option<string?> _metric = SharedOptions.Metric("Metric to choose by. [default: what the recipe expects, on validation data where it has them]");
        readonly Option<string?> _best = Choice("--best", "Whether the largest or the smallest of the metric is best. [default: as the recipe expects, or by its name]", "largest", "smallest");
        readonly Option<string?> _statistic = Choice("--statistic", "What stands for the seeds of a point. [default: median]", "median", "mean");
        readonly Option<int?> _halving = new("--halving")
        {
            HelpName = "FACTOR",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Successive halving: short runs for all, and one of FACTOR (3 where left out) goes on with FACTOR times the budget.",
            CustomParser = result => result.Tokens.Count == 0 ? new HalvingOptions().Factor : SharedOptions.CountOf(result, "--halving", 100, "of how many points one goes on"),
        };

        public Option<bool> DryRun { get; } = SharedOptions.Switch("--dry-run", "List the runs and train nothing.");

        public Option<string?> Run { get; } = new("--run") { HelpName = "DIR", Description = "Folder for the sweep's files. [default: a new one, runs/<recipe>-sweep-<hash>]" };

        public Option<bool> Resume { get; } = SharedOptions.Switch("--resume", "Go on with the sweep in --run, or with the newest of this very plan.");

        public Option<int> Threads { get; } = SharedOptions.Threads();

        public Option<int?> Processes { get; } = SeveralProcesses.Option("Train in N processes started by mpirun, each with whole runs; the results are those of one process.");

        public Option<string?> Page { get; } = new("--page") { HelpName = "FILE", Description = "Write an account of the sweep to this file, in Markdown." };

        public Option<bool> Json { get; } = SharedOptions.Json();

        public Option<bool> Quiet { get; } = SharedOptions.Switch("--quiet", "No progress; only the result, and errors.");

        public IEnumerable<Argument> Arguments => [_recipe];

        public IEnumerable<Option> All => [_settings, _grid, _range, _random, _halving, _least, _seeds, _seed, _metric, _best, _statistic, DryRun, Run, Resume, Threads, Processes, Page, Json, Quiet];

        public (Recipe Recipe, SweepRequest Request) Read(ParseResult parsed)
        {
            var recipe = RecipeReader.Read(parsed.GetRequiredValue(_recipe), parsed.GetValue(_settings) ?? []);
            if (parsed.GetValue(_seed) is { } number)
                recipe = recipe.WithSeed(number);
            var isHalving = parsed.GetResult(_halving) is not null;
            if (!isHalving && parsed.GetValue(_least) is not null)
                throw new UsageException("--least is for --halving: it is the budget of the first round there.");
            return (recipe, new SweepRequest
            {
                Axes = [.. (parsed.GetValue(_grid) ?? []).Select(SweepAxis.ParseList), .. (parsed.GetValue(_range) ?? []).Select(SweepAxis.ParseRange)],
                Random = parsed.GetValue(_random),
                Seeds = parsed.GetValue(_seeds),
                Halving = isHalving ? new HalvingOptions { Factor = parsed.GetValue(_halving) ?? new HalvingOptions().Factor, Least = parsed.GetValue(_least) } : null,
                Metric = parsed.GetValue(_metric),
                LargerIsBetter = parsed.GetValue(_best) is { } best ? best == "largest" : null,
                Statistic = parsed.GetValue(_statistic) == "mean" ? SweepStatistic.Mean : SweepStatistic.Median,
            });
        }

        static Option<string[]> Repeated(string name, string help, string description) =>
            new(name) { HelpName = help, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, Description = description };

        static Option<int?> Optional(string name, string help, string description, int most, string meaning) =>
            new(name) { HelpName = help, Description = description, CustomParser = result => SharedOptions.CountOf(result, name, most, meaning) };

        static Option<string?> Choice(string name, string description, params string[] words)
        {
            var option = new Option<string?>(name) { HelpName = string.Join('|', words), Description = description };
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && !words.Contains(result.Tokens[0].Value))
                    result.AddError($"{name} got '{result.Tokens[0].Value}': give {string.Join(" or ", words)}.");
            });
            return option;
        }
    }
}
