using System;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Sweeps;

/// <summary>Plans and results of sweeps as JSON. No times and no places: the same sweep gives the same text.</summary>
public static class SweepJson
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is run: recipe, points, seeds, rounds.</summary>
    public static string WritePlan(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Text(Indented, json =>
        {
            Plan(json, plan);
            json.WritePropertyName("base");
            json.WriteRawValue(RecipeText.Write(plan.Recipe.WithSeed(plan.Seeds[0])));
        }) + "\n";
    }

    /// <summary>What is run on one line, without the recipe.</summary>
    public static string WritePlanLine(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Text(OneLine, json => Plan(json, plan));
    }

    /// <summary>The results, indented, for a file.</summary>
    public static string Write(SweepResult result) => Text(Indented, json => Result(json, result)) + "\n";

    /// <summary>The results on one line, with the folder and the seconds this process took, for a program that reads standard output.</summary>
    public static string WriteLine(SweepResult result, double seconds)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Text(OneLine, json =>
        {
            Result(json, result);
            json.WriteNumber("seconds", Math.Round(seconds, 3));
            json.WriteString("folder", result.Folder);
        });
    }

    /// <summary>The parts of a plan that decide its runs.</summary>
    internal static string WriteIdentity(SweepPlan plan) => Text(OneLine, json =>
    {
        Points(json, plan);
        if (plan.HalvingFactor is null)
            return;
        Head(json, plan);
    });

    static void Plan(Utf8JsonWriter json, SweepPlan plan)
    {
        json.WriteString("hash", SweepFolder.HashOf(plan));
        Head(json, plan);
        Points(json, plan);
    }

    static void Result(Utf8JsonWriter json, SweepResult result)
    {
        var plan = result.Plan;
        Head(json, plan);
        if (plan.IsOfSeeds)
        {
            foreach (var standing in result.Ranking)
                Standing(json, standing);
            return;
        }
        json.WriteStartArray("ranking");
        foreach (var standing in result.Ranking)
        {
            json.WriteStartObject();
            json.WriteNumber("rank", standing.Rank);
            json.WriteNumber("point", standing.Point.Number);
            Values(json, standing.Point);
            json.WriteNumber("budget", standing.Budget);
            Number(json, "score", standing.Score);
            Standing(json, standing);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Head(Utf8JsonWriter json, SweepPlan plan)
    {
        json.WriteString("recipe", plan.Recipe.Name);
        json.WriteString("recipeHash", RecipeHash.Of(plan.Recipe.WithSeed(plan.Seeds[0])));
        json.WriteString("metric", plan.Metric.Name);
        if (plan.Metric.LargerIsBetter is { } larger)
            json.WriteString("best", larger ? "largest" : "smallest");
        if (!plan.IsOfSeeds)
            json.WriteString("statistic", plan.Statistic == SweepStatistic.Mean ? "mean" : "median");
        json.WriteStartArray("seeds");
        foreach (var seed in plan.Seeds)
            json.WriteNumberValue(seed);
        json.WriteEndArray();
        if (plan.HalvingFactor is not { } factor)
            return;
        json.WriteStartObject("halving");
        json.WriteNumber("factor", factor);
        json.WriteString("unit", plan.Unit);
        json.WriteStartArray("rounds");
        foreach (var rung in plan.Rungs)
        {
            json.WriteStartObject();
            json.WriteNumber("points", rung.Points);
            json.WriteNumber("budget", rung.Budget);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Points(Utf8JsonWriter json, SweepPlan plan)
    {
        json.WriteStartArray("points");
        foreach (var point in plan.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("point", point.Number);
            Values(json, point);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Values(Utf8JsonWriter json, SweepPoint point)
    {
        json.WriteStartObject("values");
        foreach (var setting in point.Settings)
        {
            json.WritePropertyName(setting.Path);
            json.WriteRawValue(setting.Json);
        }
        json.WriteEndObject();
    }

    static void Standing(Utf8JsonWriter json, SweepStanding standing)
    {
        if (standing.Success is { } success)
        {
            json.WriteStartObject("success");
            json.WriteNumber("met", success.Successes);
            json.WriteNumber("runs", success.Runs);
            json.WriteNumber("share", success.Share);
            json.WriteNumber("low95", success.Low);
            json.WriteNumber("high95", success.High);
            json.WriteString("interval", "Wilson");
            json.WriteEndObject();
        }
        json.WriteNumber("diverged", standing.Diverged);
        json.WriteStartObject("metrics");
        foreach (var summary in standing.Summaries)
            Summary(json, summary);
        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (var run in standing.Runs)
            Run(json, run);
        json.WriteEndArray();
    }

    static void Summary(Utf8JsonWriter json, MetricSummary summary)
    {
        json.WriteStartObject(summary.Metric);
        json.WriteNumber("measured", summary.Measured);
        Number(json, "median", summary.Median);
        Number(json, "lowerQuartile", summary.LowerQuartile);
        Number(json, "upperQuartile", summary.UpperQuartile);
        Number(json, "best", summary.Best);
        Number(json, "worst", summary.Worst);
        Number(json, "mean", summary.Mean);
        json.WriteEndObject();
    }

    static void Run(Utf8JsonWriter json, TrialResult run)
    {
        json.WriteStartObject();
        json.WriteNumber("seed", run.Trial.Seed);
        json.WriteString("run", run.Trial.Name);
        json.WriteString("outcome", OutcomeName(run.Outcome));
        if (run.Met is { } met)
            json.WriteBoolean("met", met);
        json.WriteNumber("steps", run.Steps);
        if (run.Message is { } message)
            json.WriteString("message", message);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in run.Metrics)
            Number(json, name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>How files name an outcome.</summary>
    internal static string OutcomeName(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Finished => "finished",
        RunOutcome.Diverged => "diverged",
        RunOutcome.Paused => "paused",
        _ => "interrupted",
    };

    static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    static string Text(JsonWriterOptions options, Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
