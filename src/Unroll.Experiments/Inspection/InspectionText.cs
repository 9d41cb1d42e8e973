using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Experiments.Inspection;

/// <summary>An inspection for other programs: JSON and CSV, all numbers to their last digit.</summary>
public static class InspectionText
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object: <c>recipe, run, trainedSteps, steps, layers</c> (of each <c>name</c>, <c>gates</c> and <c>states</c>, name → <c>[step][unit]</c>) and <c>answers</c>.</summary>
    public static string Json(InspectionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_json))
        {
            json.WriteStartObject();
            json.WriteString("recipe", report.Recipe);
            json.WriteString("run", report.Run);
            json.WriteNumber("trainedSteps", report.TrainedSteps);
            WriteSteps(json, report.Steps);
            WriteLayers(json, report.Series);
            WriteAnswers(json, report.Answers);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<InspectedStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteNumber("step", step.Number);
            if (step.Symbol is { } symbol)
                json.WriteNumber("symbol", symbol);
            else
                WriteNumbers(json, "input", step.Input);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<InspectedSeries> all)
    {
        json.WriteStartArray("layers");
        foreach (var layer in all.GroupBy(series => series.Layer))
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Key);
            foreach (var kind in layer.GroupBy(series => series.IsState))
            {
                json.WriteStartObject(kind.Key ? "states" : "gates");
                foreach (var series in kind)
                {
                    json.WriteStartArray(series.Name);
                    foreach (var values in series.Values)
                        WriteNumbers(json, null, values);
                    json.WriteEndArray();
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteAnswers(Utf8JsonWriter json, IReadOnlyList<InspectedAnswer> answers)
    {
        json.WriteStartArray("answers");
        foreach (var answer in answers)
        {
            json.WriteStartObject();
            WriteNumbers(json, "output", answer.Output);
            if (answer.TargetClass is { } wanted)
                json.WriteNumber("targetClass", wanted);
            if (answer.TargetValues.Count > 0)
                WriteNumbers(json, "targetValues", answer.TargetValues);
            if (answer.Loss is { } loss && double.IsFinite(loss))
                json.WriteNumber("loss", loss);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteNumbers(Utf8JsonWriter json, string? name, IReadOnlyList<double> numbers)
    {
        if (name is not null)
            json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (var number in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    /// <summary>One number a line after the titles <c>layer,kind,name,step,unit,value</c>; kinds are gate, state, input, output and loss.</summary>
    public static void WriteCsv(TextWriter csv, InspectionReport report)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentNullException.ThrowIfNull(report);
        csv.WriteLine("layer,kind,name,step,unit,value");
        foreach (var step in report.Steps)
            WriteRow(csv, ",input,x", step.Number, step.Symbol is { } symbol ? [symbol] : step.Input);
        foreach (var series in report.Series)
        {
            for (var step = 0; step < series.Values.Count; step++)
                WriteRow(csv, $"{series.Layer},{(series.IsState ? "state" : "gate")},{series.Name}", step, series.Values[step]);
        }
        for (var step = 0; step < report.Answers.Count; step++)
        {
            WriteRow(csv, ",output,y", step, report.Answers[step].Output);
            if (report.Answers[step].Loss is { } loss)
                WriteRow(csv, ",loss,loss", step, [loss]);
        }
    }

    static void WriteRow(TextWriter csv, string what, int step, IReadOnlyList<double> values)
    {
        for (var unit = 0; unit < values.Count; unit++)
            csv.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what},{step},{unit},{values[unit]:R}"));
    }
}
