using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Interop.Safetensors;

namespace Unroll.Golden;

/// <summary>One case: what its description says, and its tensors as doubles.</summary>
sealed class GoldenCase
{
    readonly JsonElement _description;
    readonly SafetensorsFile _tensors;

    public GoldenCase(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")));
        _description = document.RootElement.Clone();
        _tensors = SafetensorsFile.Read(Path.Combine(folder, name + ".safetensors"));
        Name = name;
        Kind = _description.GetProperty("kind").GetString()!;
    }

    public string Name { get; }

    /// <summary>For example <c>LSTM</c>, <c>LM_GRU</c>, <c>OPTIM</c>.</summary>
    public string Kind { get; }

    /// <summary>Largest |a − b| / (1 + |b|) of numbers stored like this case's, as the set's own README has it: 1e-5 for float32, 1e-10 for float64.</summary>
    public double Tolerance => _description.GetProperty("stored").GetString() == "float64" ? 1e-10 : 1e-5;

    public int Steps => Whole("T");

    public int Batch => Whole("B");

    public int Whole(string key) => _description.GetProperty(key).GetInt32();

    /// <summary>A number that may be null or missing.</summary>
    public int? Optional(string key) => _description.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    public bool HasLengths => _description.TryGetProperty("lengths", out var lengths) && lengths.ValueKind == JsonValueKind.Array;

    /// <summary>A whole number among the module's arguments, or 0.</summary>
    public int Argument(string key) => Find(key) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : 0;

    /// <summary>A switch among the module's arguments, or false.</summary>
    public bool Switch(string key) => Find(key) is { ValueKind: JsonValueKind.True };

    JsonElement? Find(string key) => _description.TryGetProperty("args", out var arguments) && arguments.TryGetProperty(key, out var value) ? value : null;

    public bool Has(string tensor) => _tensors.TryGet(tensor) is not null;

    public double[] Numbers(string tensor) => _tensors[tensor].ToArray<double>();

    public int[] Integers(string tensor) => [.. _tensors[tensor].ToArray<long>().Select(number => checked((int)number))];

    public override string ToString() => Name;
}
