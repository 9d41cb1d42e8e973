using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>Shorter ways to write common values: <c>"clip": 1</c> for <c>{ "norm": 1 }</c>, one expectation without a list.</summary>
static class RecipeShorthand
{
    /// <summary>Writes a layer's short forms out, in place.</summary>
    public static void Expand(JsonObject layer)
    {
        if (layer["expect"] is JsonObject expectation)
        {
            layer.Remove("expect");
            layer["expect"] = new JsonArray(expectation);
        }
        if (layer["train"] is JsonObject train && train["clip"] is JsonValue clip && clip.GetValueKind() == JsonValueKind.Number)
        {
            train.Remove("clip");
            train["clip"] = new JsonObject { ["norm"] = clip };
        }
    }
}
