using System.Linq;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>Lays one recipe over another.</summary>
static class RecipeMerge
{
    // Keys of which an object has one at most: giving one takes the other away.
    static readonly (string, string)[] Exclusive = [("steps", "epochs"), ("norm", "value"), ("lossPerTarget", "metric")];

    /// <summary>
    /// Objects are merged key by key, everything else is replaced; null takes a key away. An object of another <c>kind</c> replaces the one below,
    /// since the options of one kind mean nothing to another.
    /// </summary>
    public static JsonObject Over(JsonObject below, JsonObject above)
    {
        var merged = IsOtherKind(below, above) ? [] : below.DeepClone().AsObject();
        foreach (var (one, other) in Exclusive)
        {
            if (above.ContainsKey(one) != above.ContainsKey(other))
                merged.Remove(above.ContainsKey(one) ? other : one);
        }
        foreach (var (key, value) in above)
        {
            if (value is null)
                merged.Remove(key);
            else if (value is JsonObject inner)
                merged[key] = Over(merged[key] as JsonObject ?? [], inner);
            else
                merged[key] = value.DeepClone();
        }
        return merged;
    }

    static bool IsOtherKind(JsonObject below, JsonObject above) =>
        above["kind"] is { } kind && below["kind"] is { } old && !JsonNode.DeepEquals(kind, old);
}
