using System.IO;
using System.Text;
using System.Text.Json;
using Unroll.Experiments;

namespace Unroll.Cli.Display;

/// <summary>A result for programs: one object on one line.</summary>
static class ResultJson
{
    /// <summary>The keys are a promise to scripts: recipe, seed, metrics, trainSeconds, stepsPerSecond, run, and findings where there are any. A number that is not finite becomes null.</summary>
    public static string Write(ExperimentResult result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("recipe", result.Recipe);
            json.WriteNumber("seed", result.Seed);
            json.WriteStartObject("metrics");
            foreach (var (name, value) in result.Metrics)
                Number(json, name, value);
            json.WriteEndObject();
            Number(json, "trainSeconds", result.TrainSeconds);
            Number(json, "stepsPerSecond", result.StepsPerSecond);
            json.WriteString("run", result.Run);
            if (result.Findings.Count > 0)
            {
                json.WriteStartArray("findings");
                foreach (var finding in result.Findings)
                    json.WriteStringValue(finding);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Writes a number, or null where JSON has no word for it.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
