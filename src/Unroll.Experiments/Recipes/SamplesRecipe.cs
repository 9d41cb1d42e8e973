using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>Lets a text model speak while it learns. Samples are told live and stand in <c>events.jsonl</c> as lines <c>"event": "sample"</c>; training is the same to the bit without them.</summary>
public sealed record SamplesRecipe
{
    /// <summary>Steps after which it speaks.</summary>
    [Description("Steps after which it speaks, for example [10, 100]."), Range(1, 1_000_000_000)]
    public IReadOnlyList<int>? At { get; set; }

    /// <summary>It speaks after every so many steps, too; null: not.</summary>
    [Description("Steps from one sample to the next, beside those of 'at'."), Range(1, 1_000_000_000)]
    public int? Every { get; set; }

    /// <summary>Symbols of a sample. Default 200.</summary>
    [Description("Symbols of a sample (default 200)."), Range(1, 100_000)]
    public int? Length { get; set; }

    /// <summary>What it is given to begin with; the start of a document where null.</summary>
    [Description("What it is given to begin with (default: the start of a document).")]
    public string? Prompt { get; set; }

    /// <summary>What scores are divided by before a symbol is drawn; 0 always takes the likeliest. Default 1.</summary>
    [Description("What scores are divided by before a symbol is drawn; 0 always takes the likeliest (default 1)."), Range(0.0, 100.0)]
    public double? Temperature { get; set; }
}
