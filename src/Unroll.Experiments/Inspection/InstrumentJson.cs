using System;
using System.Collections.Generic;
using System.Text.Json;
using Unroll.Networks.Inspection;

namespace Unroll.Experiments.Inspection;

/// <summary>A reading of the instruments as JSON; a number that is not finite is null.</summary>
public static class InstrumentJson
{
    /// <summary>Writes the members of an object: <c>step, loss, segments, layers</c>, of each layer <c>name, gates</c> (of each <c>mean, low, high, radius</c>), <c>timeConstants</c> by unit and <c>gradientByLag</c>.</summary>
    public static void Write(Utf8JsonWriter json, InstrumentReading reading)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(reading);
        json.WriteNumber("step", reading.Step);
        Number(json, "loss", reading.Loss);
        json.WriteStartObject("segments");
        foreach (var (name, norm) in reading.Segments)
            Number(json, name, norm);
        json.WriteEndObject();
        json.WriteStartArray("layers");
        for (var layer = 0; layer < reading.Layers.Count; layer++)
            WriteLayer(json, reading.Layers[layer], reading.Lags[layer]);
        json.WriteEndArray();
    }

    static void WriteLayer(Utf8JsonWriter json, WalkMeasures layer, LagCurve lags)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Layer);
        json.WriteStartObject("gates");
        foreach (var gate in layer.Gates)
        {
            json.WriteStartObject(gate.Name);
            Number(json, "mean", gate.Mean);
            Number(json, "low", gate.SaturatedLow);
            Number(json, "high", gate.SaturatedHigh);
            Number(json, "radius", gate.SpectralRadius);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        Numbers(json, "timeConstants", layer.TimeConstants);
        Numbers(json, "gradientByLag", lags.Norms);
        json.WriteEndObject();
    }

    static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    static void Number(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
