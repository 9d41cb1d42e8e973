using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Runs;

/// <summary>Holds measures against a recipe's expectations.</summary>
static class ExpectationCheck
{
    /// <summary>The results of the expectations that apply to this recipe's values.</summary>
    public static IReadOnlyList<ExpectationResult> Check(Recipe recipe, IReadOnlyDictionary<string, double> metrics)
    {
        var tree = JsonSerializer.SerializeToNode(recipe, RecipeJson.Default.Recipe)!;
        return [.. recipe.Expect.Where(expectation => Applies(expectation, tree)).Select(expectation => Check(expectation, metrics))];
    }

    static bool Applies(Expectation expectation, JsonNode tree) => (expectation.Where ?? new Dictionary<string, JsonElement>()).All(condition =>
    {
        var node = condition.Key.Split('.').Aggregate((JsonNode?)tree, (at, key) => (at as JsonObject)?[key]);
        return JsonNode.DeepEquals(node, JsonNode.Parse(condition.Value.GetRawText()));
    });

    static ExpectationResult Check(Expectation expectation, IReadOnlyDictionary<string, double> metrics)
    {
        var got = metrics.GetValueOrDefault(expectation.Metric, double.NaN);
        var wanted = new List<string>();
        var met = !double.IsNaN(got);
        if (expectation.AtLeast is { } least)
        {
            wanted.Add(string.Create(CultureInfo.InvariantCulture, $"at least {least}"));
            met &= got >= least;
        }
        if (expectation.AtMost is { } most)
        {
            wanted.Add(string.Create(CultureInfo.InvariantCulture, $"at most {most}"));
            met &= got <= most;
        }
        var text = expectation.AtLeast == expectation.AtMost ? string.Create(CultureInfo.InvariantCulture, $"exactly {expectation.AtMost}") : string.Join(" and ", wanted);
        return new ExpectationResult(expectation.Metric, text, got, met);
    }
}
