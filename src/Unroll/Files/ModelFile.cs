using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Unroll.Interop.Safetensors;
using Unroll.Networks;
using Unroll.Numerics.Shapes;

namespace Unroll;

/// <summary>A model as one safetensors file: its weights by their names, and everything else as JSON in the metadata. Nothing in a file is believed before it was checked.</summary>
static class ModelFile
{
    const int LongestSource = 300;

    /// <summary>Writes a model, whole or not at all.</summary>
    public static void Write(string path, ModelHeader header, Parameters<float> parameters)
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("format", "unroll");
        writer.AddMetadata(ModelHeader.Key, JsonSerializer.Serialize(header, ModelHeaderJson.Contract));
        foreach (var segment in parameters.Segments)
            writer.Add<float>(segment.Name, parameters.Values.Slice(segment.Offset, segment.Count), segment.Rows, segment.Columns);
        writer.Write(path);
    }

    /// <summary>Reads a model of a kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="count">At least so many parameters a model of a header has, counted without taking any memory.</param>
    /// <param name="build">Makes the model of a header.</param>
    /// <param name="parametersOf">Its parameters.</param>
    /// <exception cref="ModelFileException">The file does not hold one.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static (ModelHeader Header, TModel Model) Read<TModel>(
        string path, string kind, Func<ModelHeader, Int128> count, Func<ModelHeader, TModel> build, Func<TModel, Parameters<float>> parametersOf)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var file = SafetensorsFile.Read(path);
            var header = ReadHeader(file, path, kind);
            RequireSound(header, path);
            RequireWeights(count(header), file, path);
            var model = BuildFor(header, build, path);
            LoadWeights(parametersOf(model), file, path);
            return (header, model);
        }
        catch (SafetensorsException e)
        {
            throw new ModelFileException(e.Message, e);   // already one line that begins with the file
        }
    }

    /// <summary>The exception for a file.</summary>
    public static ModelFileException Refuse(string path, string found, Exception? cause = null)
    {
        var shown = path.Length <= LongestSource ? path : string.Concat(path.AsSpan(0, LongestSource), "…");
        return new($"{string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter))}: {found}", cause);
    }

    static ModelHeader ReadHeader(SafetensorsFile file, string path, string kind)
    {
        if (!file.Metadata.TryGetValue(ModelHeader.Key, out var json))
            throw Refuse(path, $"no metadata '{ModelHeader.Key}' in the file; a {kind} that was saved by Unroll was expected.");
        ModelHeader? header;
        try
        {
            header = JsonSerializer.Deserialize(json, ModelHeaderJson.Contract);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw Refuse(path, $"the metadata '{ModelHeader.Key}' are damaged or of another version of Unroll.", e);
        }
        if (header is null || header.Version != ModelHeader.Current)
            throw Refuse(path, FormattableString.Invariant($"the model has form {header?.Version ?? 0}; this version of Unroll reads form {ModelHeader.Current}."));
        if (header.Kind != kind)
            throw Refuse(path, $"it holds {(header.Kind is "classifier" or "tagger" or "regressor" or "translator" ? $"a {header.Kind}" : "something else")}; a {kind} was expected.");
        return header;
    }

    static void RequireSound(ModelHeader header, string path)
    {
        var shape = header.Shape;
        var isSound = shape is { Inputs: > 0, Outputs: > 0 }
            && (header.Inputs is null || (!shape.ReadsSymbols && header.Inputs.IsSound(shape.Inputs)))
            && (header.Values is null || header.Values.IsSound(shape.Outputs))
            && (header.Kind == "regressor" ? header.Labels is null : header.Labels?.Length == shape.Outputs && !header.Labels.Contains(null) && header.Values is null)
            && (header.Kind == "regressor" || shape.EachStep == (header.Kind == "tagger"))
            && (header.Kind == "translator" ? header.LongestAnswer is > 0 and < 1_000_000 : header.LongestAnswer is null);
        if (!isSound)
            throw Refuse(path, "shape, labels and standardisation of the model do not go together; the file is damaged.");
    }

    // The network is made only if the file brings all the numbers it needs, so that a small file cannot ask for much memory.
    static void RequireWeights(Int128 needed, SafetensorsFile file, string path)
    {
        var numbers = file.Tensors.Sum(tensor => (long)tensor.Count);
        if (needed > numbers)
            throw Refuse(path, $"the model needs at least {needed} weights, and the file holds {numbers}; it is damaged.");
    }

    static TModel BuildFor<TModel>(ModelHeader header, Func<ModelHeader, TModel> build, string path)
    {
        try
        {
            return build(header);
        }
        catch (Exception e) when (e is ArgumentException or InsufficientMemoryException)
        {
            throw Refuse(path, "the network that the file describes cannot be made.", e);
        }
    }

    static void LoadWeights(Parameters<float> parameters, SafetensorsFile file, string path)
    {
        if (file.Tensors.Count != parameters.Segments.Count)
            throw Refuse(path, $"{file.Tensors.Count} tensors are there; {parameters.Segments.Count} were expected.");
        foreach (var segment in parameters.Segments)
        {
            var tensor = file[segment.Name];
            if (!tensor.HasShape(segment.Rows, segment.Columns))
                throw Refuse(path, $"tensor '{segment.Name}' has shape [{string.Join(", ", tensor.Shape)}]; [{segment.Rows}, {segment.Columns}] was expected.");
            var values = parameters.Values.Slice(segment.Offset, segment.Count);
            tensor.CopyTo(values);
            foreach (var value in values)
            {
                if (!float.IsFinite(value))
                    throw Refuse(path, $"tensor '{segment.Name}' holds a number that is not finite.");
            }
        }
        parameters.MarkChanged();
    }
}
