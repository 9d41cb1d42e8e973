using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Sweeps;

/// <summary>A value for a path of a recipe.</summary>
/// <param name="Path">For example <c>train.batch</c>.</param>
/// <param name="Json">The value as JSON: <c>64</c>, <c>"gru"</c>.</param>
public sealed record SweepSetting(string Path, string Json)
{
    /// <summary>The value as people read it: text without its quotes.</summary>
    public string Text => Node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Json;

    /// <summary>The value as a node of its own; null for JSON's null.</summary>
    internal JsonNode? Node => JsonNode.Parse(Json);
}
