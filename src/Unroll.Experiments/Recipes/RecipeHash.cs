using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>Names a recipe by its content.</summary>
public static class RecipeHash
{
    // What people read, and what is asked of the result, change no bit of a run.
    static readonly string[] NotHashed = ["account", "description", "expect", "reported", "seconds", "sweep"];

    /// <summary>SHA-256, in lower-case hexadecimal, over the canonical JSON of everything in the resolved recipe that decides the run: name, task, model, train, loss.</summary>
    /// <remarks>Canonical: every default written out, keys in ordinal order, no white space, numbers in their shortest form that reads back the same.</remarks>
    public static string Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var tree = JsonSerializer.SerializeToNode(recipe, RecipeJson.Default.Recipe)!.AsObject();
        foreach (var key in NotHashed)
            tree.Remove(key);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(tree).ToJsonString())));
    }

    /// <summary>Whether a path of a recipe has no say in the hash.</summary>
    internal static bool IsIgnored(string path) => NotHashed.Contains(path.Split('.')[0]);

    static JsonNode Canonical(JsonNode node)
    {
        if (node is JsonArray list)
        {
            var items = new JsonArray();
            foreach (var item in list)
                items.Add((JsonNode?)(item is null ? null : Canonical(item)));
            return items;
        }
        if (node is not JsonObject tree)
            return node.DeepClone();
        var sorted = new JsonObject();
        var keys = new List<string>();
        foreach (var (key, _) in tree)
            keys.Add(key);
        keys.Sort(StringComparer.Ordinal);
        foreach (var key in keys)
            sorted[key] = tree[key] is { } value ? Canonical(value) : null;
        return sorted;
    }
}
