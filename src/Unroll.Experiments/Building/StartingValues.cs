using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Experiments.Recipes;
using Unroll.Networks;

namespace Unroll.Experiments.Building;

/// <summary>First values that a recipe gives number by number, for parameters by name.</summary>
sealed class StartingValues
{
    readonly Dictionary<string, double[]> _values = [];

    /// <summary>Reads them and holds them against the network's parameters.</summary>
    /// <exception cref="RecipeException">A parameter is not there, or has another shape.</exception>
    public static StartingValues Of<T>(InitializationRecipe recipe, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new StartingValues();
        foreach (var (name, node) in recipe.Values ?? [])
        {
            var segment = parameters.Segments.FirstOrDefault(one => one.Name == name)
                ?? throw new RecipeException($"model.initialization.values: parameter '{name}' is not there. {NearestName.Suggest(name, [.. parameters.Segments.Select(one => one.Name)])}");
            values._values[name] = Numbers(node, segment.Rows, segment.Columns)
                ?? throw new RecipeException($"model.initialization.values: '{name}' must be {segment.Rows} rows [ … ] of {segment.Columns} numbers, as a list of rows.");
        }
        return values;
    }

    /// <summary>Writes them over what was drawn.</summary>
    public void CopyTo<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var segment in parameters.Segments)
        {
            if (!_values.TryGetValue(segment.Name, out var values))
                continue;
            var place = parameters.Values.Slice(segment.Offset, segment.Count);
            for (var i = 0; i < values.Length; i++)
                place[i] = T.CreateTruncating(values[i]);
        }
        if (_values.Count > 0)
            parameters.MarkChanged();
    }

    static double[]? Numbers(JsonNode? node, int rows, int columns)
    {
        if (node is not JsonArray list || list.Count != rows)
            return null;
        var numbers = new List<double>();
        foreach (var row in list)
        {
            if (row is not JsonArray cells || cells.Count != columns || cells.Any(cell => cell?.GetValueKind() != JsonValueKind.Number))
                return null;
            numbers.AddRange(cells.Select(cell => cell!.GetValue<double>()));
        }
        return [.. numbers];
    }
}
