using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Golden.Reference;
using Unroll.Interop.Safetensors;

namespace Unroll.Golden;

/// <summary>One case of PyTorch: what its description says, and its tensors as doubles.</summary>
sealed class GoldenCase
{
    static readonly string[] s_arguments =
        ["input_size", "hidden_size", "num_layers", "bidirectional", "bias", "batch_first", "proj_size", "nonlinearity"];

    readonly JsonElement _description;
    readonly SafetensorsFile _tensors;
    readonly HashSet<string> _unread;

    /// <summary>Reads a case.</summary>
    /// <param name="name">One of <see cref="GoldenFolders.Torch"/>.</param>
    public GoldenCase(string name)
    {
        var path = GoldenFolders.PathOf(name);
        using var document = JsonDocument.Parse(File.ReadAllText(path + ".json"));
        _description = document.RootElement.Clone();
        _tensors = SafetensorsFile.Read(path + ".safetensors");
        _unread = [.. _tensors.Tensors.Select(tensor => tensor.Name)];
        Name = name;
        Kind = _description.GetProperty("kind").GetString()!;
        Lengths = _description.TryGetProperty("lengths", out var lengths) && lengths.ValueKind == JsonValueKind.Array
            ? [.. lengths.EnumerateArray().Select(length => length.GetInt32())]
            : null;
    }

    public string Name { get; }

    /// <summary>For example <c>LSTM</c>, <c>LM_GRU</c>, <c>OPTIM</c>.</summary>
    public string Kind { get; }

    /// <summary>Largest |a − b| / (1 + |b|) of numbers stored like this case's, as the set's own README has it: 1e-5 for float32, 1e-10 for float64.</summary>
    public double Tolerance => IsStoredAsDouble ? 1e-10 : 1e-5;

    /// <summary>Whether its numbers are stored as doubles.</summary>
    public bool IsStoredAsDouble => Text("stored") == "float64";

    public int Steps => Whole("T");

    public int Batch => Whole("B");

    /// <summary>Steps of each row, or null where all have <see cref="Steps"/>.</summary>
    public IReadOnlyList<int>? Lengths { get; }

    public bool HasLengths => Lengths is not null;

    public int Whole(string key) => _description.GetProperty(key).GetInt32();

    public string Text(string key) => _description.GetProperty(key).GetString()!;

    /// <summary>A number that may be null or missing.</summary>
    public int? Optional(string key) => _description.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    /// <summary>A real number that may be null or missing.</summary>
    public double? OptionalReal(string key) => _description.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>A switch of the description itself, or false.</summary>
    public bool Flag(string key) => _description.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A whole number among the module's arguments, or 0.</summary>
    public int Argument(string key) => Find(key) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : 0;

    /// <summary>A switch among the module's arguments, or <paramref name="otherwise"/>.</summary>
    public bool Switch(string key, bool otherwise = false) => Find(key) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.ValueKind == JsonValueKind.True : otherwise;

    /// <summary>All arguments, for optimizers.</summary>
    public JsonElement Arguments => _description.GetProperty("args");

    JsonElement? Find(string key) => _description.TryGetProperty("args", out var arguments) && arguments.TryGetProperty(key, out var value) ? value : null;

    /// <summary>Fails on an argument of a module that these tests do not know and that is not at a value which turns it off.</summary>
    public void RequireKnownArguments()
    {
        if (!_description.TryGetProperty("args", out var arguments))
            return;
        foreach (var argument in arguments.EnumerateObject().Where(argument => !s_arguments.Contains(argument.Name)))
        {
            var isOff = argument.Value.ValueKind is JsonValueKind.False or JsonValueKind.Null || (argument.Value.ValueKind == JsonValueKind.Number && argument.Value.GetDouble() == 0);
            Assert.True(isOff, $"{Name}: argument '{argument.Name}' is not known to these tests; add it");
        }
    }

    public bool Has(string tensor) => _tensors.TryGet(tensor) is not null;

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Tensors => _tensors.Tensors.Select(tensor => tensor.Name);

    /// <summary>The tensors that nobody has asked for: a check that ends with some has not checked all.</summary>
    public IEnumerable<string> Unread => _unread.Order(StringComparer.Ordinal);

    public int[] Shape(string tensor) => [.. _tensors[tensor].Shape.Select(size => checked((int)size))];

    public double[] Numbers(string tensor)
    {
        _unread.Remove(tensor);
        return _tensors[tensor].ToArray<double>();
    }

    /// <summary>The numbers in their shape.</summary>
    public Block Block(string tensor) => new(Shape(tensor), Numbers(tensor));

    public int[] Integers(string tensor)
    {
        _unread.Remove(tensor);
        return [.. _tensors[tensor].ToArray<long>().Select(number => checked((int)number))];
    }

    public override string ToString() => Name;
}
