using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Unroll.Interop.Safetensors;

/// <summary>
/// Walks through the JSON of a header, once, by hand (the serializers would keep the last of two equal keys and say nothing), checks each tensor by itself, and
/// writes what it says over the JSON it has read (<see cref="SafetensorsRecords"/>). Allocates nothing, unless it throws.
/// </summary>
ref struct SafetensorsHeaderReader
{
    const int MostDimensions = 64;
    const int LongestExcerpt = 320;   // bytes of a text that are decoded for a message, which shows 80 characters of them

    static readonly SearchValues<byte> BetweenTokens = SearchValues.Create(" \t\r\n,:"u8);

    readonly string _source;
    readonly Span<byte> _header;
    Utf8JsonReader _reader;
    bool _hasMetadata;

    public SafetensorsHeaderReader(Span<byte> header, string source)
    {
        _source = source;
        _header = header;
        _reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 3 });
    }

    /// <summary>The list of the tensors' records.</summary>
    public int Tensors { get; private set; } = SafetensorsRecords.None;

    /// <summary>How many there are.</summary>
    public int TensorCount { get; private set; }

    /// <summary>The list of the metadata's records.</summary>
    public int Texts { get; private set; } = SafetensorsRecords.None;

    /// <summary>How many there are.</summary>
    public int TextCount { get; private set; }

    /// <summary>Reads the whole header.</summary>
    public void ReadAll()
    {
        Read();   // '{': seen by the caller
        while (NextProperty())
        {
            var record = (int)_reader.TokenStartIndex;
            var name = Text();
            if (Is(name, "__metadata__"u8))
                ReadMetadata();
            else
                ReadTensor(record, name);
        }
        Read();   // anything but white space behind the end throws
    }

    void ReadMetadata()
    {
        if (_hasMetadata)
            throw Error($"'{SafetensorsHeader.MetadataName}' is there twice.");
        _hasMetadata = true;
        if (!Read() || _reader.TokenType != JsonTokenType.StartObject)
            throw Error($"'{SafetensorsHeader.MetadataName}' has {Token()}; an object of texts was expected.");
        for (var more = NextProperty(); more;)
        {
            var record = (int)_reader.TokenStartIndex;
            var key = Text();
            Expect(JsonTokenType.String, key, "a text, as all metadata");
            var value = Text();
            more = NextProperty();   // before the record is written: it may need the place of the comma or brace
            var limit = more ? (int)_reader.TokenStartIndex : (int)_reader.BytesConsumed;
            SafetensorsRecords.WriteText(_header, record, limit, Texts, key, value);
            Texts = record;
            TextCount++;
        }
    }

    void ReadTensor(int record, TextPlace name)
    {
        Expect(JsonTokenType.StartObject, name, "an object with dtype, shape and data_offsets");
        Span<long> sizes = stackalloc long[MostDimensions];
        SafetensorsType? type = null;
        int? rank = null;
        (long Begin, long End)? offsets = null;
        while (NextProperty())
        {
            var key = Text();
            if (type is null && Is(key, "dtype"u8))
                type = ReadType(name);
            else if (rank is null && Is(key, "shape"u8))
                rank = ReadShape(name, sizes);
            else if (offsets is null && Is(key, "data_offsets"u8))
                offsets = ReadOffsets(name);
            else
                throw Error($"tensor '{Short(name)}' has a key '{Short(key)}', unknown or for the second time; dtype, shape and data_offsets were expected, once each.");
        }
        if (type is not { } t || rank is not { } r || offsets is not { } o)
            throw Error($"tensor '{Short(name)}' has no {(type is null ? "dtype" : rank is null ? "shape" : "data_offsets")}.");
        RequireSize(name, t, sizes[..r], o);
        SafetensorsRecords.WriteTensor(_header, record, (int)_reader.BytesConsumed, Tensors, TensorCount, name, t, sizes[..r], o);
        Tensors = record;
        TensorCount++;
    }

    SafetensorsType ReadType(TextPlace name)
    {
        Expect(JsonTokenType.String, name, "a text as dtype");
        var text = Text();
        return SafetensorsTypes.TryParse(_header.Slice(text.Start, text.Length), out var type)
            ? type
            : throw Error($"tensor '{Short(name)}' has dtype '{Short(text)}'; known: {SafetensorsTypes.Known}.");
    }

    int ReadShape(TextPlace name, scoped Span<long> sizes)
    {
        Expect(JsonTokenType.StartArray, name, "a list as shape");
        var rank = 0;
        while (NextNumber(name, out var size))
        {
            if (rank == MostDimensions)
                throw Error($"tensor '{Short(name)}' has more than {MostDimensions} dimensions.");
            sizes[rank++] = size;
        }
        return rank;
    }

    (long Begin, long End) ReadOffsets(TextPlace name)
    {
        Expect(JsonTokenType.StartArray, name, "a list as data_offsets");
        if (!NextNumber(name, out var begin) || !NextNumber(name, out var end) || NextNumber(name, out _))
            throw Error($"tensor '{Short(name)}' needs exactly two data_offsets, begin and end.");
        return (begin, end);
    }

    readonly void RequireSize(TextPlace name, SafetensorsType type, ReadOnlySpan<long> sizes, (long Begin, long End) offsets)
    {
        Int128 bytes = type.Size();
        foreach (var size in sizes)
        {
            bytes *= size;   // both below 2^63: no overflow
            if (bytes > long.MaxValue)
                throw Error($"tensor '{Short(name)}' has shape {ShapeText(sizes)}, more than any file can hold.");
        }
        if (offsets.End < offsets.Begin || offsets.End - offsets.Begin != bytes)
            throw Error($"tensor '{Short(name)}' has data_offsets [{offsets.Begin}, {offsets.End}]; {bytes} bytes were expected for shape {ShapeText(sizes)} of {type}.");
    }

    bool Read()
    {
        RequireLiteral();
        try
        {
            return _reader.Read();
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(_source, $"the header is not JSON of the expected kind: {SafetensorsException.OneLine(e.Message, 200)}", e);
        }
    }

    // The reader's own complaint about a literal that is none quotes all that follows, in several copies: more than the file's size.
    readonly void RequireLiteral()
    {
        var start = (int)_reader.BytesConsumed + _header[(int)_reader.BytesConsumed..].IndexOfAnyExcept(BetweenTokens);
        if (start < _reader.BytesConsumed || _header[start] is not ((byte)'n' or (byte)'t' or (byte)'f'))
            return;
        var rest = _header[start..];
        if (!rest.StartsWith("null"u8) && !rest.StartsWith("true"u8) && !rest.StartsWith("false"u8))
            throw Error($"the header is not JSON of the expected kind: '{Short(rest[..Math.Min(rest.Length, 10)])}' at its byte {start}.");
    }

    bool NextProperty()
    {
        if (!Read())
            throw Error("the header ends too early.");
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    bool NextNumber(TextPlace name, out long number)
    {
        number = 0;
        if (!Read() || _reader.TokenType == JsonTokenType.EndArray)
            return false;
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out number) || number < 0)
            throw Error($"tensor '{Short(name)}' has {Token()} among its sizes or offsets; whole numbers from 0 to 2^63 − 1 were expected.");
        return true;
    }

    void Expect(JsonTokenType type, TextPlace name, string wanted)
    {
        if (!Read() || _reader.TokenType != type)
            throw Error($"'{Short(name)}' has {Token()}; {wanted} was expected.");
    }

    // The text the reader is at, with its escapes removed where it lies: the reader does not look at it again.
    // The only thing that valid UTF-8 can still hide is an escaped half of a surrogate pair.
    readonly TextPlace Text()
    {
        var start = (int)_reader.TokenStartIndex + 1;
        var length = _reader.ValueSpan.Length;
        if (_reader.ValueIsEscaped)
            length = JsonEscapes.Remove(_header.Slice(start, length));
        return length >= 0 ? new TextPlace(start, length) : throw Error("the header holds a text that is not valid Unicode.");
    }

    readonly bool Is(TextPlace text, ReadOnlySpan<byte> other) => _header.Slice(text.Start, text.Length).SequenceEqual(other);

    readonly string Token() => Short(_reader.ValueSpan);

    readonly string Short(TextPlace text) => Short(_header.Slice(text.Start, text.Length));

    /// <summary>UTF-8 for a message: one line of no more than 80 characters, however long the text is.</summary>
    public static string Short(ReadOnlySpan<byte> text) => SafetensorsException.OneLine(Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]));

    static string ShapeText(ReadOnlySpan<long> sizes)
    {
        const int MostShown = 6;
        var text = new StringBuilder("[");
        for (var i = 0; i < Math.Min(sizes.Length, MostShown); i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? ", " : "")}{sizes[i]}");
        return text.Append(sizes.Length > MostShown ? ", …]" : "]").ToString();
    }

    readonly SafetensorsException Error(string found) => new(_source, found);
}
