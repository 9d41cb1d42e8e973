using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Unicode;

namespace Unroll.Interop.Safetensors;

/// <summary>A header whose every claim has been checked against the others and against the length of the data.</summary>
sealed class SafetensorsHeader
{
    SafetensorsHeader(SafetensorsEntry[] entries, IReadOnlyDictionary<string, string> metadata, long dataLength)
    {
        Entries = entries;
        Metadata = metadata;
        DataLength = dataLength;
    }

    /// <summary>The name under which the header keeps its metadata.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Most metadata texts; without a limit a small file could ask for many times its size in dictionary entries.</summary>
    public const int MostMetadata = 4096;

    /// <summary>Tensors, in the order of the header.</summary>
    public SafetensorsEntry[] Entries { get; }

    /// <summary>Texts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Bytes of data behind the header.</summary>
    public long DataLength { get; }

    /// <summary>Reads a header.</summary>
    /// <exception cref="SafetensorsException">It is not one, or contradicts itself or the length of the data.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw new SafetensorsException(source, "the header does not begin with '{'; a JSON object was expected.");
        if (!Utf8.IsValid(json))
            throw new SafetensorsException(source, "the header is not valid UTF-8.");
        if (dataLength > Array.MaxLength)
            throw new SafetensorsException(source, $"{dataLength} bytes of tensors; at most {Array.MaxLength} are read. Split the file.");
        try
        {
            var (tensors, texts) = Count(json);
            if (texts > MostMetadata)
                throw new SafetensorsException(source, $"{texts} metadata texts; at most {MostMetadata} are read.");
            var reader = new SafetensorsHeaderReader(json, source, tensors, texts);
            reader.ReadAll();
            RequireExactCover(reader.Entries, dataLength, source);
            return new SafetensorsHeader(reader.Entries, reader.Metadata, dataLength);
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(source, $"the header is not JSON of the expected kind: {SafetensorsException.OneLine(e.Message, 200)}", e);
        }
    }

    internal static Utf8JsonReader Open(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = 3 });

    // A first pass over all of it: finds JSON that is none before anything is allocated, and says what room to make.
    static (int Tensors, int Texts) Count(ReadOnlySpan<byte> json)
    {
        int tensors = 0, texts = 0;
        var inMetadata = false;
        for (var reader = Open(json); reader.Read();)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1 && !(inMetadata = reader.ValueTextEquals(MetadataName)))
                tensors++;
            else if (reader.CurrentDepth == 2 && inMetadata)
                texts++;
        }
        return (tensors, texts);
    }

    // Sorted by where they begin, tensors must follow one another from 0 to the end: no overlap, no hole, nothing left over.
    static void RequireExactCover(SafetensorsEntry[] entries, long dataLength, string source)
    {
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        order.AsSpan().Sort((a, b) => entries[a].Begin != entries[b].Begin ? entries[a].Begin.CompareTo(entries[b].Begin) : entries[a].End.CompareTo(entries[b].End));
        long end = 0;
        foreach (var i in order)
        {
            var entry = entries[i];
            if (entry.Begin != end)
                throw new SafetensorsException(source, $"tensor '{SafetensorsException.OneLine(entry.Name)}' begins at byte {entry.Begin} of the data; byte {end} was expected, for tensors neither overlap nor leave holes.");
            end = entry.End;
        }
        if (end != dataLength)
            throw new SafetensorsException(source, $"the tensors take {end} bytes and {dataLength} are there; the file is {(dataLength < end ? "cut off" : "too long")}.");
    }
}
