using Spectre.Console;

namespace Unroll.Cli.Display;

/// <summary>Tables in the manner of this program, for what the terminal can show.</summary>
static class Tables
{
    /// <summary>An empty table.</summary>
    public static Table New(Terminal terminal) => new Table().Border(terminal.Unicode ? TableBorder.Rounded : TableBorder.Ascii);

    /// <summary>Writes a table to standard output.</summary>
    public static void Write(Terminal terminal, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Output),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = terminal.Width;
        console.Profile.Capabilities.Unicode = terminal.Unicode;
        console.Write(table);
    }
}
