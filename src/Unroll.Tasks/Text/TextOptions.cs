using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Text;

/// <summary>Options of a language model of text.</summary>
public sealed record TextOptions
{
    /// <summary>Path of a text file, or of a folder whose files are a document each, in the order of their names; relative to the folder the command is run in. Files and folders whose names begin with a dot are left out.</summary>
    [Description("Path of a text file in UTF-8, or of a folder of such files; relative to the folder the command is run in.")]
    public string Path { get; set; } = "";

    /// <summary>What makes a text where no path is given: <c>latin</c>, filler text in the manner of Latin.</summary>
    [Description("What makes the text where no path is given: filler text in the manner of Latin."), AllowedValues("latin")]
    public string? Generator { get; set; }

    /// <summary>Characters that the generator makes. 1,000 to 100,000,000.</summary>
    [Description("Characters that the generator makes."), Range(1000, 100_000_000)]
    public int Length { get; set; } = 200_000;

    /// <summary>Seed of the generator; the training's own seed changes nothing in the text.</summary>
    [Description("Seed of the generator; train.seed changes nothing in the text.")]
    public ulong Seed { get; set; } = 1;

    /// <summary>What a symbol is: a character (Unicode scalar), a byte, or a part of a word, joined of bytes by how often they come together.</summary>
    [Description("What a symbol is: a character, a byte, or a part of a word joined of frequent byte pairs."), AllowedValues("bytePairs", "bytes", "characters")]
    public string Vocabulary { get; set; } = "characters";

    /// <summary>Byte pairs: symbols wanted, the 256 bytes included. 257 to 65,536.</summary>
    [Description("bytePairs: symbols wanted, the 256 bytes included."), Range(257, Text.Vocabulary.MostSymbols)]
    public int Size { get; set; } = 1024;

    /// <summary>Characters: those that come fewer times in the training text share one symbol, which then stands for any other character, too. 0: every character of the whole text has its own, and others are refused. 0 to 1,000,000.</summary>
    [Description("characters: those that come fewer times in the training text share one symbol, as do those never seen; 0: each of the text has its own, others are refused."), Range(0, 1_000_000)]
    public int Least { get; set; }

    /// <summary>Steps that back-propagation goes through. 1 to 100,000.</summary>
    [Description("Steps that back-propagation goes through."), Range(1, 100_000)]
    public int Window { get; set; } = 50;

    /// <summary>Steps from window to window; the window where null, so that they lie end to end. With fewer, the losses of a window's last steps count and go back over all of it.</summary>
    [Description("Steps from window to window (default: the window, so that they lie end to end)."), Range(1, 100_000)]
    public int? Stride { get; set; }

    /// <summary>Whether the run counts steps and no epochs: evaluations, checkpoints and lines of events.jsonl then come every so many steps, which suits a text whose epoch takes hours. The text begins anew when it is read.</summary>
    [Description("Count steps and no epochs, so that evaluations and checkpoints come every so many steps: for a text whose epoch takes hours.")]
    public bool CountSteps { get; set; }

    /// <summary>Share of the characters that are validated on, behind those trained on. 0 to below 1.</summary>
    [Description("Share of the characters that are validated on, behind those trained on."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Validation { get; set; } = 0.1;

    /// <summary>Share of the characters that are tested on, at the end of the text. 0 to below 1.</summary>
    [Description("Share of the characters that are tested on, at the end of the text."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Test { get; set; }

    /// <summary>Streams that validation and test are read in side by side, each from a state of its own at its start: few lose less at the starts, many are faster. Fewer where a stream would be shorter than a window. 1 to 10,000.</summary>
    [Description("Streams that validation and test are read in side by side, each from its own start."), Range(1, 10_000)]
    public int Streams { get; set; } = 50;
}
