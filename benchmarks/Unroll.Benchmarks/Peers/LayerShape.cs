using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Unroll.Networks.Cells;

namespace Unroll.Benchmarks.Peers;

/// <summary>The shape that the peers' programs take on their command line: CELL HIDDEN BATCH STEPS INPUTS LAYERS [CLASSES].</summary>
sealed record LayerShape(string Cell, int Hidden, int Batch, int Steps, int Inputs, int Layers, int Classes, int Threads)
{
    static readonly string[] Places = ["HIDDEN", "BATCH", "STEPS", "INPUTS", "LAYERS", "CLASSES"];

    /// <summary>A command over such a shape.</summary>
    public static Command Command(string name, string description, bool classes, Action<LayerShape, ParseResult> run)
    {
        var command = new Command(name, description);
        var cell = new Argument<string>("CELL") { Description = $"lstm, gru, rnn (tanh), or any of {string.Join(", ", CellCatalog.Names)}." };
        var sizes = Places.Take(classes ? 6 : 5).Select(place => new Argument<int>(place)).ToArray();
        var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => 1 };
        command.Arguments.Add(cell);
        foreach (var size in sizes)
            command.Arguments.Add(size);
        command.Options.Add(threads);
        command.SetAction(parsed =>
        {
            var numbers = sizes.Select(parsed.GetValue).Append(2).ToArray();
            if (numbers.Any(number => number < 1) || parsed.GetValue(threads) < 1)
            {
                Console.Error.WriteLine("Every size and --threads must be at least 1.");
                return 2;
            }
            run(new LayerShape(parsed.GetValue(cell)!.ToLowerInvariant(), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], parsed.GetValue(threads)), parsed);
            return 0;
        });
        return command;
    }

    /// <summary>The cell's name in the catalog; the peers say rnn for Elman's cell.</summary>
    public string CatalogCell => Cell == "rnn" ? "elman" : Cell;

    /// <summary>Gates as the peers count them: three for a GRU.</summary>
    public int Gates => CellCatalog.Find(CatalogCell).Layout is var layout && layout.GatesFromInput > 0 ? layout.GatesFromInput : 1;

    /// <summary>Floating-point operations of a forward pass of the recurrent layers, a multiply-add being two.</summary>
    public double ForwardFlop => 2.0 * Steps * Batch * ((double)(Inputs + Hidden) * Gates * Hidden + (Layers - 1) * 2.0 * Hidden * Gates * Hidden);

    /// <summary>The keys that both peers print.</summary>
    public Dictionary<string, object> Keys() => new()
    {
        ["peer"] = "Unroll",
        ["cell"] = Cell,
        ["threads"] = Threads,
        ["hidden"] = Hidden,
        ["batch"] = Batch,
        ["steps"] = Steps,
        ["inputs"] = Inputs,
        ["layers"] = Layers,
    };
}
