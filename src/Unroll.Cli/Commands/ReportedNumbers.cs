using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Cli.Display;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Commands;

/// <summary>Brings what others reported for a recipe to the names of our own measures, so that they can stand side by side.</summary>
static class ReportedNumbers
{
    const string Percent = "Percent";

    /// <summary>
    /// The numbers of the recipe's <c>reported</c> block by the names of metrics: a full metric name stands for itself, <c>lastBitAccuracyPercent</c> for a hundred times
    /// <c>test.lastBitAccuracy</c>, <c>lastEpochLoss</c> for <c>train.lastEpochLoss</c>. Names that no metric has do no harm: nothing is set beside them.
    /// </summary>
    public static Dictionary<string, double> Of(Recipe recipe) => Numbers(recipe.Reported ?? []);

    /// <summary>Columns of numbers by their titles: the plain numbers as <c>reported</c>, and each object in the block under its own key.</summary>
    public static IReadOnlyList<ReportedColumn> ColumnsOf(Recipe recipe) =>
    [
        new("reported", Of(recipe)),
        .. (recipe.Reported ?? []).Where(entry => entry.Value is JsonObject).Select(entry => new ReportedColumn(entry.Key, Numbers(entry.Value!.AsObject()))),
    ];

    static Dictionary<string, double> Numbers(JsonObject block)
    {
        var numbers = new Dictionary<string, double>();
        foreach (var (name, node) in block)
        {
            if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
                continue;
            var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
            if (name.Contains('.', StringComparison.Ordinal))
                numbers[name] = number;
            else if (name.EndsWith(Percent, StringComparison.Ordinal))
                numbers["test." + name[..^Percent.Length]] = number / 100;
            else
                numbers["train." + name] = number;
        }
        return numbers;
    }

    /// <summary>What the report said in words, or nothing.</summary>
    public static string? RemarkOf(Recipe recipe) => recipe.Reported?["remark"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
}
