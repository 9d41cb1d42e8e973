using System.CommandLine;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll show RECIPE</c>.</summary>
static class ShowCommand
{
    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var recipe = SharedOptions.Recipe();
        var settings = SharedOptions.Set();
        var command = new Command("show", "Print a recipe as JSON as it will be trained: after 'extends', every default written out.") { recipe, settings };
        command.SetAction(parsed =>
        {
            var text = RecipeText.Write(RecipeReader.Read(parsed.GetRequiredValue(recipe), parsed.GetValue(settings) ?? []));
            terminal.Output.WriteLine(text.TrimEnd());
            return ExitCode.Fine;
        });
        return command;
    }
}
