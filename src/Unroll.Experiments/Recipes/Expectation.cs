using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Unroll.Experiments.Recipes;

/// <summary>What a finished run must measure.</summary>
public sealed record Expectation
{
    /// <summary>A metric, for example <c>test.fullLengthAccuracy</c>.</summary>
    [Description("A metric, for example test.fullLengthAccuracy."), Required]
    public string Metric { get; set; } = "";

    /// <summary>The metric must be this or more.</summary>
    [Description("The metric must be this or more.")]
    public double? AtLeast { get; set; }

    /// <summary>The metric must be this or less.</summary>
    [Description("The metric must be this or less.")]
    public double? AtMost { get; set; }

    /// <summary>The expectation holds only where the recipe has these values, by path.</summary>
    [Description("Holds only where the recipe has these values, by path.")]
    public IReadOnlyDictionary<string, JsonElement>? Where { get; set; }
}
