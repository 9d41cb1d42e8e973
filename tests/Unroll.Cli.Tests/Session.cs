using System;
using System.IO;
using System.Text;
using System.Threading;
using Unroll.Cli.Display;

namespace Unroll.Cli.Tests;

/// <summary>A folder to work in, and the command run inside this process.</summary>
sealed class Session : IDisposable
{
    /// <summary>A recipe that is done in well under a second.</summary>
    public const string TinyRecipe =
        """
        {
          "name": "tiny",
          "task": { "kind": "parity", "mode": "fixed", "count": 96, "trainCount": 64, "length": 6 },
          "model": { "cell": "lstm", "hidden": 4 },
          "train": { "seed": 1, "batch": 16, "epochs": 2, "optimizer": { "kind": "adam", "rate": 0.01 } },
          "expect": [ { "metric": "test.lastBitAccuracy", "atLeast": 0 } ]
        }
        """;

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("unroll-cli-").FullName;

    /// <summary>Whether standard error is watched.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>What is typed or piped into the command.</summary>
    public string Input { get; set; } = "";

    /// <summary>Whether somebody types.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Characters in a line.</summary>
    public int Width { get; init; } = 120;

    /// <summary>The wish to stop.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Writes a recipe file and gives its path.</summary>
    public string Recipe(string json = TinyRecipe, string name = "tiny.json")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, json);
        return path;
    }

    /// <summary>Runs a command line.</summary>
    public Answer Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { Output = output, Error = error, ErrorIsTerminal = ErrorIsTerminal, Folder = Folder, Stop = Stop, OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)), InputIsTerminal = InputIsTerminal, Unicode = true, Width = Width };
        var code = UnrollCommand.Invoke(arguments, terminal);
        return new Answer(code, output.ToString(), error.ToString());
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a command said.</summary>
sealed record Answer(int Code, string Output, string Error);
