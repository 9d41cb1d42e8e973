using System;
using System.Collections.Generic;
using System.Text.Unicode;

namespace Unroll.Interop.Safetensors;

/// <summary>A header whose every claim has been checked against the others and against the length of the data.</summary>
/// <remarks>To check it takes no memory beside its own bytes, which are written over; objects are made of it when they are asked for.</remarks>
sealed class SafetensorsHeader
{
    readonly byte[] _bytes;
    readonly int _tensors;
    readonly int _tensorCount;
    readonly int _texts;
    readonly int _textCount;

    SafetensorsHeader(byte[] bytes, int tensors, int tensorCount, int texts, int textCount)
    {
        _bytes = bytes;
        _tensors = tensors;
        _tensorCount = tensorCount;
        _texts = texts;
        _textCount = textCount;
    }

    /// <summary>The name under which the header keeps its metadata.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Most metadata texts; without a limit a small file could ask for many times its size in dictionary entries.</summary>
    public const int MostMetadata = 4096;

    /// <summary>Checks a header.</summary>
    /// <param name="bytes">The JSON. It is written over, and belongs to the header from now on.</param>
    /// <param name="dataLength">Bytes of data behind it.</param>
    /// <param name="source">What messages call the file.</param>
    /// <exception cref="SafetensorsException">It is not one, or contradicts itself or the length of the data.</exception>
    public static SafetensorsHeader Check(byte[] bytes, long dataLength, string source)
    {
        if (bytes.Length == 0 || bytes[0] != (byte)'{')
            throw new SafetensorsException(source, "the header does not begin with '{'; a JSON object was expected.");
        if (!Utf8.IsValid(bytes))
            throw new SafetensorsException(source, "the header is not valid UTF-8.");
        var reader = new SafetensorsHeaderReader(bytes, source);
        reader.ReadAll();
        if (reader.TextCount > MostMetadata)
            throw new SafetensorsException(source, $"{reader.TextCount} metadata texts; at most {MostMetadata} are read.");
        var texts = SafetensorsRecords.Sort(bytes, reader.Texts, ByKey);
        if (Twin(bytes, texts, ByKey) is { } key)
            throw new SafetensorsException(source, $"the metadata '{Name(bytes, key + SafetensorsRecords.TextKey)}' are there twice.");
        var tensors = SafetensorsRecords.Sort(bytes, reader.Tensors, ByName);
        if (Twin(bytes, tensors, ByName) is { } twin)
            throw new SafetensorsException(source, $"tensor '{Name(bytes, twin + SafetensorsRecords.TensorName)}' is there twice.");
        tensors = SafetensorsRecords.Sort(bytes, tensors, ByPlace);
        RequireExactCover(bytes, tensors, dataLength, source);
        return new SafetensorsHeader(bytes, tensors, reader.TensorCount, texts, reader.TextCount);
    }

    /// <summary>Tensors, in the order of the header.</summary>
    public SafetensorsEntry[] Entries()
    {
        var entries = new SafetensorsEntry[_tensorCount];
        for (var record = _tensors; record != SafetensorsRecords.None; record = SafetensorsRecords.Next(_bytes, record))
        {
            var entry = SafetensorsRecords.ReadTensor(_bytes, record, out var ordinal);
            entries[ordinal] = entry;
        }
        return entries;
    }

    /// <summary>Texts.</summary>
    public Dictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string>(_textCount, StringComparer.Ordinal);
        for (var record = _texts; record != SafetensorsRecords.None; record = SafetensorsRecords.Next(_bytes, record))
        {
            var (key, value) = SafetensorsRecords.ReadText(_bytes, record);
            metadata.Add(key, value);
        }
        return metadata;
    }

    static int ByKey(ReadOnlySpan<byte> header, int left, int right) =>
        SafetensorsRecords.Text(header, left + SafetensorsRecords.TextKey).SequenceCompareTo(SafetensorsRecords.Text(header, right + SafetensorsRecords.TextKey));

    static int ByName(ReadOnlySpan<byte> header, int left, int right) =>
        SafetensorsRecords.Text(header, left + SafetensorsRecords.TensorName).SequenceCompareTo(SafetensorsRecords.Text(header, right + SafetensorsRecords.TensorName));

    static int ByPlace(ReadOnlySpan<byte> header, int left, int right) => SafetensorsRecords.Offsets(header, left).CompareTo(SafetensorsRecords.Offsets(header, right));

    static string Name(ReadOnlySpan<byte> header, int start) => SafetensorsHeaderReader.Short(SafetensorsRecords.Text(header, start));

    // The first record of a sorted list that the one behind it equals.
    static int? Twin(ReadOnlySpan<byte> header, int record, SafetensorsRecords.Order order)
    {
        while (record != SafetensorsRecords.None)
        {
            var next = SafetensorsRecords.Next(header, record);
            if (next != SafetensorsRecords.None && order(header, record, next) == 0)
                return record;
            record = next;
        }
        return null;
    }

    // Sorted by where they begin, tensors must follow one another from 0 to the end: no overlap, no hole, nothing left over.
    static void RequireExactCover(ReadOnlySpan<byte> header, int record, long dataLength, string source)
    {
        long reached = 0;
        for (; record != SafetensorsRecords.None; record = SafetensorsRecords.Next(header, record))
        {
            var (begin, end) = SafetensorsRecords.Offsets(header, record);
            if (begin != reached)
                throw new SafetensorsException(source, $"tensor '{Name(header, record + SafetensorsRecords.TensorName)}' begins at byte {begin} of the data; byte {reached} was expected, for tensors neither overlap nor leave holes.");
            reached = end;
        }
        if (reached != dataLength)
            throw new SafetensorsException(source, $"the tensors take {reached} bytes and {dataLength} are there; the file is {(dataLength < reached ? "cut off" : "too long")}.");
    }
}
