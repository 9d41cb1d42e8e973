using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Unroll.Interop.Safetensors;

/// <summary>Walks through the JSON of a header, once, by hand: the serializers would keep the last of two equal keys and say nothing.</summary>
ref struct SafetensorsHeaderReader
{
    const int MostDimensions = 64;

    readonly string _source;
    readonly HashSet<string> _names;
    readonly Dictionary<string, string> _metadata;
    readonly SafetensorsEntry[] _entries;
    Utf8JsonReader _reader;
    int _count;
    bool _hasMetadata;

    public SafetensorsHeaderReader(ReadOnlySpan<byte> json, string source, int tensors, int texts)
    {
        _source = source;
        _reader = SafetensorsHeader.Open(json);
        _entries = new SafetensorsEntry[tensors];
        _names = new HashSet<string>(tensors, StringComparer.Ordinal);
        _metadata = new Dictionary<string, string>(texts, StringComparer.Ordinal);
    }

    public readonly SafetensorsEntry[] Entries => _entries;

    public readonly Dictionary<string, string> Metadata => _metadata;

    /// <summary>Reads the whole header.</summary>
    public void ReadAll()
    {
        _reader.Read();   // '{': seen by the caller
        while (NextProperty())
        {
            if (_reader.ValueTextEquals(SafetensorsHeader.MetadataName))
                ReadMetadata();
            else
                ReadTensor(Text());
        }
        _reader.Read();   // anything but white space behind the end throws
    }

    void ReadMetadata()
    {
        if (_hasMetadata)
            throw Error($"'{SafetensorsHeader.MetadataName}' is there twice.");
        _hasMetadata = true;
        Expect(JsonTokenType.StartObject, SafetensorsHeader.MetadataName, "an object of texts");
        while (NextProperty())
        {
            var key = Text();
            Expect(JsonTokenType.String, key, "a text, as all metadata");
            if (!_metadata.TryAdd(key, Text()))
                throw Error($"the metadata '{Short(key)}' are there twice.");
        }
    }

    void ReadTensor(string name)
    {
        if (!_names.Add(name))
            throw Error($"tensor '{Short(name)}' is there twice.");
        Expect(JsonTokenType.StartObject, name, "an object with dtype, shape and data_offsets");
        SafetensorsType? type = null;
        long[]? shape = null;
        (long Begin, long End)? offsets = null;
        while (NextProperty())
        {
            if (type is null && _reader.ValueTextEquals("dtype"u8))
                type = ReadType(name);
            else if (shape is null && _reader.ValueTextEquals("shape"u8))
                shape = ReadShape(name);
            else if (offsets is null && _reader.ValueTextEquals("data_offsets"u8))
                offsets = ReadOffsets(name);
            else
                throw Error($"tensor '{Short(name)}' has a key '{Short(Text())}', unknown or for the second time; dtype, shape and data_offsets were expected, once each.");
        }
        if (type is not { } t || shape is null || offsets is not { } o)
            throw Error($"tensor '{Short(name)}' has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        RequireSize(name, t, shape, o);
        _entries[_count++] = new SafetensorsEntry(name, t, shape, o.Begin, o.End);
    }

    SafetensorsType ReadType(string name)
    {
        Expect(JsonTokenType.String, name, "a text as dtype");
        return SafetensorsTypes.TryParse(ref _reader, out var type)
            ? type
            : throw Error($"tensor '{Short(name)}' has dtype '{Short(Text())}'; known: {SafetensorsTypes.Known}.");
    }

    long[] ReadShape(string name)
    {
        Expect(JsonTokenType.StartArray, name, "a list as shape");
        Span<long> sizes = stackalloc long[MostDimensions];
        var count = 0;
        while (NextNumber(name, out var size))
        {
            if (count == MostDimensions)
                throw Error($"tensor '{Short(name)}' has more than {MostDimensions} dimensions.");
            sizes[count++] = size;
        }
        return sizes[..count].ToArray();
    }

    (long Begin, long End) ReadOffsets(string name)
    {
        Expect(JsonTokenType.StartArray, name, "a list as data_offsets");
        if (!NextNumber(name, out var begin) || !NextNumber(name, out var end) || NextNumber(name, out _))
            throw Error($"tensor '{Short(name)}' needs exactly two data_offsets, begin and end.");
        return (begin, end);
    }

    readonly void RequireSize(string name, SafetensorsType type, long[] shape, (long Begin, long End) offsets)
    {
        Int128 bytes = type.Size();
        foreach (var size in shape)
        {
            bytes *= size;   // both below 2^63: no overflow
            if (bytes > long.MaxValue)
                throw Error($"tensor '{Short(name)}' has shape {ShapeText(shape)}, more than any file can hold.");
        }
        if (offsets.End < offsets.Begin || offsets.End - offsets.Begin != bytes)
            throw Error($"tensor '{Short(name)}' has data_offsets [{offsets.Begin}, {offsets.End}]; {bytes} bytes were expected for shape {ShapeText(shape)} of {type}.");
    }

    static string ShapeText(long[] shape) => SafetensorsException.OneLine($"[{string.Join(", ", shape)}]");

    bool NextProperty()
    {
        if (!_reader.Read())
            throw Error("the header ends too early.");
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    bool NextNumber(string name, out long number)
    {
        number = 0;
        if (!_reader.Read() || _reader.TokenType == JsonTokenType.EndArray)
            return false;
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out number) || number < 0)
            throw Error($"tensor '{Short(name)}' has {Short(Token())} among its sizes or offsets; whole numbers from 0 to 2^63 − 1 were expected.");
        return true;
    }

    void Expect(JsonTokenType type, string name, string wanted)
    {
        if (!_reader.Read() || _reader.TokenType != type)
            throw Error($"'{Short(name)}' has {Short(Token())}; {wanted} was expected.");
    }

    // The only thing that valid UTF-8 can still hide is an escaped half of a surrogate pair.
    readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new SafetensorsException(_source, "the header holds a text that is not valid Unicode.", e);
        }
    }

    readonly string Token() => System.Text.Encoding.UTF8.GetString(_reader.ValueSpan[..Math.Min(_reader.ValueSpan.Length, 100)]);

    static string Short(string text) => SafetensorsException.OneLine(text);

    readonly SafetensorsException Error(string found) => new(_source, found);
}
