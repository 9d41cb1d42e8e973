using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>Says where two recipes part.</summary>
static class RecipeDifference
{
    /// <summary>The first value that differs, in words: <c>model.hidden is 32 there and 64 here</c>.</summary>
    public static string First(Recipe there, Recipe here)
    {
        var (a, b) = (Leaves(there), Leaves(here));
        foreach (var path in a.Keys.Concat(b.Keys))
        {
            var (one, other) = (a.GetValueOrDefault(path, "not set"), b.GetValueOrDefault(path, "not set"));
            if (one != other && !RecipeHash.IsIgnored(path))
                return $"{path} is {one} there and {other} here";
        }
        return "its values differ";
    }

    static Dictionary<string, string> Leaves(Recipe recipe)
    {
        var leaves = new Dictionary<string, string>();
        Collect(JsonSerializer.SerializeToNode(recipe, RecipeJson.Default.Recipe)!, "", leaves);
        return leaves;
    }

    static void Collect(JsonNode node, string path, Dictionary<string, string> leaves)
    {
        if (node is not JsonObject tree)
        {
            leaves[path] = node.ToJsonString();
            return;
        }
        foreach (var (key, value) in tree)
        {
            if (value is not null)
                Collect(value, path.Length == 0 ? key : $"{path}.{key}", leaves);
        }
    }
}
