using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Unroll.Cli.Display;
using Unroll.Cli.Parsing;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll recipes</c>.</summary>
static class RecipesCommand
{
    const int LeastForWords = 30;   // borders, and a column that no common word is too long for

    /// <summary>The verb, its options and what it does.</summary>
    public static Command Build(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var command = new Command("recipes", "List the built-in recipes.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(Json());
            else if (RecipeCatalog.Names.Max(name => name.Length) + LeastForWords <= terminal.Width)
                Tables.Write(terminal, Table(terminal));
            else
                WriteList(terminal);
            return ExitCode.Fine;
        });
        return command;
    }

    // Where a table would leave no room for a word of the second column.
    static void WriteList(Terminal terminal)
    {
        foreach (var name in RecipeCatalog.Names)
        {
            terminal.Output.WriteLine(name);
            terminal.Output.WriteLine($"  {RecipeReader.Read(name).Description}");
        }
    }

    static Table Table(Terminal terminal)
    {
        var table = Tables.New(terminal).AddColumn(new TableColumn("recipe").NoWrap()).AddColumn("what it is");
        foreach (var name in RecipeCatalog.Names)
            table.AddRow(new Text(name), new Text(RecipeReader.Read(name).Description ?? ""));
        return table;
    }

    static string Json()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("recipes");
            foreach (var name in RecipeCatalog.Names)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("description", RecipeReader.Read(name).Description);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
