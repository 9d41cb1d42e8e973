using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CsvHelper;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Recipes;

/// <summary>The report's runs as recipes, held against the report's own table where that is at hand.</summary>
public sealed class ReportRecipeTests
{
    static readonly (string Column, string Key)[] Numbers =
    [
        ("epochs_planned", "epochsPlanned"), ("epochs_run", "epochsRun"), ("last_epoch_loss", "lastEpochLoss"), ("min_batch_loss", "minBatchLoss"),
        ("last_bit_correct", "lastBitCorrect"), ("last_bit_accuracy_pct", "lastBitAccuracyPercent"),
        ("full_length_correct", "fullLengthCorrect"), ("full_length_accuracy_pct", "fullLengthAccuracyPercent"),
    ];

    [Fact]
    public void EveryRun_HasTheReportsSettings()
    {
        foreach (var name in RecipeCatalog.Names.Where(name => name.StartsWith("parity-report-", System.StringComparison.Ordinal)))
        {
            var recipe = RecipeReader.Read(name);
            Assert.Equal(("lstm", 100, 1), (recipe.Model.Cell, recipe.Model.Hidden, recipe.Model.Layers));
            Assert.Equal((32, 5, 0UL), (recipe.Train.Batch, recipe.Train.Workers, recipe.Train.Seed));
            Assert.Equal(("sum", 1.0), (recipe.Loss.Reduction, recipe.Model.Initialization.ForgetBias));
            // The trial with uniform weights, of which the report says little, explodes only where steps grow with the gradient.
            Assert.Equal(name == "parity-report-uniform" ? "sgd" : "adam", recipe.Train.Optimizer.Kind);
            Assert.Equal("inclusive", recipe.Task["reading"]!.GetValue<string>());
            Assert.Null(recipe.Train.Clip);
        }
    }

    [SkippableFact]
    public void EveryRowOfTheReport_IsARecipeWithTheSameNumbers()
    {
        var path = Repository.Reference("spec/parity-runs.csv");
        Skip.IfNot(File.Exists(path), "The report's table (../shared/spec/parity-runs.csv) is not here.");
        using var reader = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',' });
        var rows = 0;
        for (; reader.Read(); rows++)
            AssertSame(reader.Headers.ToDictionary(name => name, name => reader.GetString(name)));
        Assert.Equal(33, rows);
    }

    static void AssertSame(Dictionary<string, string> row)
    {
        var recipe = RecipeReader.Read($"parity-report-{row["dataset"]}-{row["run"]}");
        var reported = recipe.Reported!;
        foreach (var (column, key) in Numbers)
            Assert.Equal(row[column], row[column].Length == 0 ? reported[key]?.ToJsonString() ?? "" : Formatted(reported[key]!.GetValue<double>(), row[column]));
        Assert.Equal(row["remark"], reported["remark"]?.GetValue<string>() ?? "");
        Assert.Equal(row["reported_epoch_losses"], string.Join(' ', (reported["epochLosses"]?.AsArray() ?? []).Select(loss => $"{loss!["epoch"]}:{loss["loss"]}")));
        Assert.Equal(row["dataset"], recipe.Task["mode"]!.GetValue<string>());
        Assert.Equal(int.Parse(row["epochs_planned"], CultureInfo.InvariantCulture), recipe.Train.Epochs);
        AssertSameSchedule(row["schedule"], recipe);
    }

    // The table writes 3.930 where JSON has 3.93: compare as numbers, give the table's text back when they agree.
    static string Formatted(double value, string text) => double.Parse(text, CultureInfo.InvariantCulture) == value ? text : value.ToString(CultureInfo.InvariantCulture);

    static void AssertSameSchedule(string schedule, Recipe recipe)
    {
        var pieces = schedule.Split(' ').Select(piece => piece.Split('@', '-')).ToList();
        if (pieces is [[var only]])
        {
            Assert.Equal("constant", recipe.Train.Schedule.Kind);
            Assert.Equal(double.Parse(only, CultureInfo.InvariantCulture), recipe.Train.Optimizer.Rate);
            return;
        }
        Assert.Equal("epoch", recipe.Train.Schedule.By);
        var expected = pieces.Select(piece => (int.Parse(piece[1], CultureInfo.InvariantCulture), double.Parse(piece[0], CultureInfo.InvariantCulture)));
        Assert.Equal(expected, recipe.Train.Schedule.Rates!.Select(rate => (rate.From, rate.Rate)));
    }
}
