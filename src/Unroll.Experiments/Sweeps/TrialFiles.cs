using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Sweeps.Ranks;
using Unroll.Interop.Files;

namespace Unroll.Experiments.Sweeps;

/// <summary>What the files of a sweep's folder say of its runs. Results are read from there only, so that those of a sweep taken up again are those of one never stopped.</summary>
sealed class TrialFiles(string folder)
{
    const string RoundsFolder = "rounds";

    static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The run folder of a trial.</summary>
    public string RunOf(SweepTrial trial) => Path.Combine(folder, trial.Name);

    /// <summary>Whether a run was begun.</summary>
    public bool IsBegun(SweepTrial trial) => Directory.Exists(RunOf(trial));

    /// <summary>What came of a trial with this budget; null where that is not known yet.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="budget">The budget of a round before the last; null for the whole run.</param>
    /// <exception cref="RunException">The files are damaged, or of another recipe.</exception>
    public TrialResult? Find(SweepTrial trial, int? budget)
    {
        // Of a round first: what a round decided is not decided anew by what its runs became later.
        if (budget is { } some && File.Exists(PathOf(trial, some)))
            return Read(trial, PathOf(trial, some));
        if (!IsBegun(trial) || !File.Exists(Path.Combine(RunOf(trial), "recipe.json")))
            return null;
        // The diagnosis is the last file of a run that is written.
        var run = RunFolder.Open(RunOf(trial));
        return File.Exists(run.MetricsPath) && File.Exists(run.DiagnosisPath) ? Read(trial, run.MetricsPath) : null;
    }

    /// <summary>Keeps the measures of a run that paused.</summary>
    public void Keep(SweepTrial trial, int budget, ExperimentResult result)
    {
        Directory.CreateDirectory(Path.Combine(folder, RoundsFolder));
        WholeFile.Write(PathOf(trial, budget), stream =>
        {
            using var json = new Utf8JsonWriter(stream, Options);
            json.WriteStartObject();
            json.WriteString("recipe", trial.Recipe.Name);
            json.WriteString("recipeHash", RecipeHash.Of(trial.Recipe));
            json.WriteNumber("seed", trial.Seed);
            json.WriteNumber("steps", result.Steps);
            json.WriteString("outcome", "paused");
            json.WriteStartObject("metrics");
            foreach (var (name, value) in result.Metrics.Where(metric => double.IsFinite(metric.Value)))
                json.WriteNumber(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            stream.Write("\n"u8);
        });
    }

    /// <summary>A trial with what its files said, to this rank or to another.</summary>
    public static TrialResult ResultOf(SweepTrial trial, TrialOutcome said) =>
        new(trial, said.Outcome, said.Steps, said.Metrics, said.Message, said.Outcome == RunOutcome.Paused ? [] : ExpectationCheck.Check(trial.Recipe, said.Metrics));

    string PathOf(SweepTrial trial, int budget) => Path.Combine(folder, RoundsFolder, string.Create(CultureInfo.InvariantCulture, $"{trial.Name}-after-{budget}.json"));

    TrialResult Read(SweepTrial trial, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            if (root.GetProperty("recipeHash").GetString() != RecipeHash.Of(trial.Recipe))
                throw new RunException($"{path}: belongs to another recipe; name another folder with --run.") { IsMisuse = true };
            var metrics = root.GetProperty("metrics").EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble(), StringComparer.Ordinal);
            var outcome = root.GetProperty("outcome").GetString() switch
            {
                "finished" => RunOutcome.Finished,
                "diverged" => RunOutcome.Diverged,
                "paused" => RunOutcome.Paused,
                var other => throw new FormatException($"its outcome '{other}' is none"),
            };
            return ResultOf(trial, new TrialOutcome(outcome, root.GetProperty("steps").GetInt64(), metrics, outcome == RunOutcome.Diverged ? LastMessage(trial) : null));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new RunException($"{path}: is damaged: {e.Message.ReplaceLineEndings(" ")} Remove its run folder, and --resume trains it again.", e);
        }
    }

    // What a run that diverged said at its end.
    string? LastMessage(SweepTrial trial)
    {
        var events = RunFolder.Open(RunOf(trial)).EventsPath;
        if (!File.Exists(events) || File.ReadLines(events).LastOrDefault() is not { } line)
            return null;
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
    }
}
