using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Interop.Files;

namespace Unroll.Interop.Safetensors;

/// <summary>
/// Collects tensors and metadata and writes them as one safetensors file. The bytes depend on what was added and in which order, on nothing else.
/// </summary>
/// <remarks>
/// Tensors lie in the order they were added, but those of larger numbers first: the header ends on a multiple of 8 bytes,
/// so every number is then aligned to its own size, which readers that map the file into memory need.
/// </remarks>
public sealed class SafetensorsWriter
{
    readonly List<(string Name, SafetensorsType Type, long[] Shape, byte[] Bytes)> _tensors = [];
    readonly List<(string Key, string Value)> _metadata = [];
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Adds a text. It may be JSON itself.</summary>
    /// <exception cref="ArgumentException">The key is taken, or a text is not valid Unicode.</exception>
    public void AddMetadata(string key, string value)
    {
        RequireUnicode(key, nameof(key));
        RequireUnicode(value, nameof(value));
        if (_metadata.Count == SafetensorsHeader.MostMetadata)
            throw new ArgumentException($"A file holds at most {SafetensorsHeader.MostMetadata} metadata texts.", nameof(key));
        if (!_keys.Add(key))
            throw new ArgumentException($"Metadata '{key}' are there already.", nameof(key));
        _metadata.Add((key, value));
    }

    /// <summary>Adds a tensor; the numbers (float, double, long, int or byte) are copied.</summary>
    /// <param name="name">Unique in the file.</param>
    /// <param name="values">Row by row.</param>
    /// <param name="shape">Sizes, outermost first; none for a single number.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the values.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the five, or the processor is big-endian.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new NotSupportedException("Safetensors hold little-endian numbers; this processor is big-endian. Add the raw bytes.");
        AddBytes(name, SafetensorsTypes.Of<T>(), MemoryMarshal.AsBytes(values), shape);
    }

    /// <summary>Adds a tensor of any type from its bytes (little-endian, row by row), which are copied.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the bytes.</exception>
    public void AddBytes(string name, SafetensorsType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        RequireUnicode(name, nameof(name));
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, $"Known: {SafetensorsTypes.Known}.");
        Int128 wanted = type.Size();
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            wanted *= size;
            if (wanted > long.MaxValue)
                break;
        }
        if (wanted != bytes.Length)
            throw new ArgumentException($"Tensor '{name}' of shape [{string.Join(", ", shape.ToArray())}] of {type} needs {wanted} bytes; {bytes.Length} were given.", nameof(shape));
        if (name == SafetensorsHeader.MetadataName || !_names.Add(name))
            throw new ArgumentException($"A tensor cannot be named '{name}': {(name == SafetensorsHeader.MetadataName ? "the format keeps that name for itself" : "one of that name is there already")}.", nameof(name));
        _tensors.Add((name, type, shape.ToArray(), bytes.ToArray()));
    }

    /// <summary>Writes the file, whole or not at all (<see cref="WholeFile"/>).</summary>
    /// <inheritdoc cref="WholeFile.Write" path="/exception"/>
    public void Write(string path) => WholeFile.Write(path, WriteTo);

    /// <summary>Writes the file's bytes.</summary>
    /// <exception cref="InvalidOperationException">Names and metadata make the header longer than <see cref="SafetensorsFile.LongestHeader"/>.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var ordered = _tensors.OrderByDescending(t => t.Type.Size()).ToArray();   // stable
        var header = Header(ordered);
        Span<byte> length = stackalloc byte[SafetensorsFile.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.WrittenCount);
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        foreach (var tensor in ordered)
            stream.Write(tensor.Bytes);
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        WriteTo(stream);
        return stream.ToArray();
    }

    ArrayBufferWriter<byte> Header((string Name, SafetensorsType Type, long[] Shape, byte[] Bytes)[] ordered)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            long begin = 0;
            foreach (var (name, type, shape, bytes) in ordered)
            {
                WriteTensor(json, name, type, shape, begin, begin + bytes.Length);
                begin += bytes.Length;
            }
            json.WriteEndObject();
        }
        var padding = -header.WrittenCount & 7;
        header.Write("        "u8[..padding]);
        if (header.WrittenCount > SafetensorsFile.LongestHeader)
            throw new InvalidOperationException($"The header takes {header.WrittenCount} bytes; at most {SafetensorsFile.LongestHeader} are allowed. Use fewer or shorter names and metadata.");
        return header;
    }

    void WriteMetadata(Utf8JsonWriter json)
    {
        if (_metadata.Count == 0)
            return;
        json.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach (var (key, value) in _metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    static void WriteTensor(Utf8JsonWriter json, string name, SafetensorsType type, long[] shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype"u8, type.ToString());
        json.WriteStartArray("shape"u8);
        foreach (var size in shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A lone half of a surrogate pair would be written as something else, and the file would not say what was given.
    static void RequireUnicode(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
                throw new ArgumentException($"The {name} holds half a surrogate pair, which no file can hold.", name);
            rest = rest[length..];
        }
    }
}
