using System;
using System.Collections.Generic;
using System.IO;

namespace Unroll.Interop.Safetensors;

/// <summary>
/// A safetensors file in memory: named tensors and metadata. The format: a little-endian 64-bit header length, a JSON header
/// <c>{name: {dtype, shape, data_offsets: [begin, end]}, "__metadata__": {text: text}}</c>, and the tensors' bytes without gaps.
/// </summary>
/// <remarks>
/// Every claim of a header is checked before memory is taken for it. A file that is refused cost no more memory than its own size, and at most 6 kB for
/// the exception, its message and the file's handle. One that is read costs its size and the objects that name its tensors and texts.
/// </remarks>
public sealed class SafetensorsFile
{
    /// <summary>The longest header that is read or written, in bytes; the limit of the reference implementation.</summary>
    public const int LongestHeader = 100_000_000;

    internal const int LengthBytes = 8;

    readonly string _source;
    readonly SafetensorsTensor[] _tensors;
    readonly Dictionary<string, SafetensorsTensor> _byName;

    SafetensorsFile(string source, SafetensorsHeader header, ReadOnlyMemory<byte> data)
    {
        _source = source;
        var entries = header.Entries();
        _tensors = new SafetensorsTensor[entries.Length];
        _byName = new Dictionary<string, SafetensorsTensor>(_tensors.Length, StringComparer.Ordinal);
        Metadata = header.Metadata();
        for (var i = 0; i < _tensors.Length; i++)
        {
            var entry = entries[i];
            _tensors[i] = new SafetensorsTensor(source, entry.Name, entry.Type, entry.Shape, data[(int)entry.Begin..(int)entry.End]);
            _byName.Add(entry.Name, _tensors[i]);
        }
    }

    /// <summary>All tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _tensors;

    /// <summary>The texts beside the tensors; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="SafetensorsException">There is none.</exception>
    public SafetensorsTensor this[string name] =>
        TryGet(name) ?? throw new SafetensorsException(_source, $"no tensor '{SafetensorsException.OneLine(name)}' among the {_tensors.Length} of the file.");

    /// <summary>The tensor of a name, or null.</summary>
    public SafetensorsTensor? TryGet(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="SafetensorsException">It is not a safetensors file, damaged, or larger than what one process can hold in one piece (2 GB).</exception>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    public static SafetensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder; a file was to be read there. Name a file in it.");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        return Read(stream, path);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <param name="stream">Holds one file. A stream that cannot tell its length is first read to its end, which costs several times what it holds.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="SafetensorsException">It is not a safetensors file, or damaged.</exception>
    public static SafetensorsFile Read(Stream stream, string source = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        if (!stream.CanSeek)
        {
            using var whole = new MemoryStream();
            stream.CopyTo(whole);
            return Read(new ReadOnlyMemory<byte>(whole.GetBuffer(), 0, (int)whole.Length), source);
        }
        var length = Math.Max(0, stream.Length - stream.Position);
        try
        {
            Span<byte> prefix = stackalloc byte[LengthBytes];
            prefix = prefix[..(int)Math.Min(length, LengthBytes)];
            stream.ReadExactly(prefix);
            var bytes = GC.AllocateUninitializedArray<byte>(HeaderLength(prefix, length, source));
            stream.ReadExactly(bytes);
            var header = SafetensorsHeader.Check(bytes, length - LengthBytes - bytes.Length, source);
            var data = GC.AllocateUninitializedArray<byte>((int)(length - LengthBytes - bytes.Length));
            stream.ReadExactly(data);
            return new SafetensorsFile(source, header, data);
        }
        catch (EndOfStreamException e)
        {
            throw new SafetensorsException(source, $"it ended before the {length} bytes that it was said to have; is it still being written?", e);
        }
    }

    /// <summary>Reads a file that is in memory; the tensors are views of these bytes.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="SafetensorsException">It is not a safetensors file, or damaged.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> file, string source = "memory")
    {
        ArgumentNullException.ThrowIfNull(source);
        var length = HeaderLength(file.Span[..Math.Min(file.Length, LengthBytes)], file.Length, source);
        var data = file[(LengthBytes + length)..];
        return new SafetensorsFile(source, SafetensorsHeader.Check(file.Slice(LengthBytes, length).ToArray(), data.Length, source), data);
    }

    static int HeaderLength(ReadOnlySpan<byte> prefix, long fileLength, string source)
    {
        if (prefix.Length < LengthBytes)
            throw new SafetensorsException(source, $"{fileLength} bytes are too few for a safetensors file; at least {LengthBytes + 2} were expected.");
        var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader)
            throw new SafetensorsException(source, $"a header of {length} bytes is announced; at most {LongestHeader} are read; this may be another kind of file.");
        if (length > (ulong)(fileLength - LengthBytes))
            throw new SafetensorsException(source, $"a header of {length} bytes is announced, and {fileLength - LengthBytes} bytes follow; the file is cut off or not a safetensors file.");
        if (fileLength - LengthBytes - (long)length > Array.MaxLength)
            throw new SafetensorsException(source, $"{fileLength - LengthBytes - (long)length} bytes of tensors; at most {Array.MaxLength} are read. Split the file.");
        return (int)length;
    }
}
