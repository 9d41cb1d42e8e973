using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Interop.Files;
using Unroll.Numerics.Lanes;
using Unroll.Tasks.Text;
using Unroll.Training.Diagnosis;

namespace Unroll.Experiments.Runs;

/// <summary>Writes the files of a run folder that are written in one piece.</summary>
static class RunFiles
{
    static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the run is started on.</summary>
    public static void WriteEnvironment(RunFolder folder, int threads) => WriteJson(folder.EnvironmentPath, json =>
    {
        json.WriteString("unroll", typeof(RunFiles).Assembly.GetName().Version?.ToString());
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("threads", threads);
        json.WriteNumber("laneBits", (int)LaneWidths.Widest);
    });

    /// <summary>What the symbols stand for, where the task is on text.</summary>
    public static void WriteVocabulary(RunFolder folder, ITextTask task) => WholeFile.WriteText(folder.VocabularyPath, task.Vocabulary.Write() + "\n");

    /// <summary>What came of it.</summary>
    public static void WriteMetrics(RunFolder folder, Recipe recipe, long steps, string outcome, IReadOnlyDictionary<string, double> metrics) => WriteJson(folder.MetricsPath, json =>
    {
        json.WriteString("recipe", recipe.Name);
        json.WriteString("recipeHash", RecipeHash.Of(recipe));
        json.WriteNumber("seed", recipe.Train.Seed);
        json.WriteNumber("steps", steps);
        json.WriteString("outcome", outcome);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in metrics.Where(metric => double.IsFinite(metric.Value)))
            json.WriteNumber(name, value);
        json.WriteEndObject();
    });

    /// <summary>The shape of its loss curve.</summary>
    public static void WriteDiagnosis(RunFolder folder, CurveDiagnosis diagnosis) => WriteJson(folder.DiagnosisPath, json =>
    {
        json.WriteString("shape", diagnosis.Name);
        json.WriteBoolean("trouble", diagnosis.IsTrouble);
        json.WriteString("evidence", diagnosis.Evidence);
        json.WriteString("cause", diagnosis.Cause);
        json.WriteString("advice", diagnosis.Advice);
    });

    static void WriteJson(string path, Action<Utf8JsonWriter> content) => WholeFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    });
}
