using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;

namespace Unroll.Cli.Parsing;

/// <summary>The help of System.CommandLine at a fixed width, with examples below.</summary>
sealed class CommandHelp : SynchronousCommandLineAction
{
    const int Width = 120;

    static readonly Dictionary<string, string[]> s_examples = new()
    {
        ["unroll"] =
        [
            "unroll train parity              learn the parity of bit strings, in seconds",
            "unroll recipes                   what there is to train",
            "unroll verify                    prove the mathematics on this machine",
        ],
        ["train"] =
        [
            "unroll train parity",
            "unroll train parity --seed 3 --set model.hidden=64 --set train.optimizer.rate=0.002",
            "unroll train my/recipe.json --run runs/first --threads 2",
            "unroll train parity --run runs/first --resume",
            "unroll train parity --quiet --json | jq .metrics",
            "unroll train parity --seeds 30                   how often it is learnt, with median and quartiles",
        ],
        ["sweep"] =
        [
            "unroll sweep parity-variable-sweep --halving",
            "unroll sweep parity --grid model.cell=gru,lstm --grid model.hidden=16,32 --seeds 5",
            "unroll sweep parity --random 20 --range train.optimizer.rate=log:0.001..0.1 --metric train.steps",
            "unroll sweep parity --grid train.batch=16,32,64 --dry-run",
        ],
        ["evaluate"] = ["unroll evaluate runs/first", "unroll evaluate runs/first --json"],
        ["generate"] =
        [
            "unroll generate runs/first --prompt ROMEO: --length 1000 --temperature 0.8",
            "unroll generate runs/first --top-p 0.9 --seed 7 --stream",
            "unroll generate runs/first --prompt 'The ' --stop . --count 10 --json | jq -r .texts[].text",
            "unroll generate runs/first --prompt 'The ' --beam 8 --length 40",
            "unroll generate runs/first --interactive",
        ],
        ["score"] = ["unroll score runs/first book.txt", "cat chapter-*.txt | unroll score runs/first - --json"],
        ["inspect"] =
        [
            "unroll inspect runs/first                        gates and states of a training sequence, as shades",
            "unroll inspect runs/first --input 01101 --gate f --table",
            "unroll inspect runs/first --csv > inside.csv",
            "unroll inspect runs/first --log | less",
        ],
        ["recipes"] = ["unroll recipes", "unroll recipes --json"],
        ["show"] = ["unroll show parity", "unroll show parity --set train.seed=7 > my-recipe.json"],
        ["verify"] = ["unroll verify", "unroll verify --quick", "unroll verify --network parity --set model.cell=gru"],
    };

    readonly HelpAction _standard;

    CommandHelp(HelpAction standard) => _standard = standard;

    /// <summary>Help is help even when the rest of the line is wrong.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts this help in the place of the standard one.</summary>
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Description = "Show help and examples.";
        if (option.Action is HelpAction standard)
        {
            standard.MaxWidth = Width;
            option.Action = new CommandHelp(standard);
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        _standard.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (s_examples.TryGetValue(command is RootCommand ? "unroll" : command.Name, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }
        output.WriteLine("Exit codes: 0 fine, 1 failed (diverged, expectation missed, disk), 2 misuse (also a run folder of another recipe), 130 stopped by Ctrl-C after saving.");
        return ExitCode.Fine;
    }
}
