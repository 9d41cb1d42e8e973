using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Experiments.Runs;

/// <summary>A file of JSON objects, one a line, that is only ever added to. Others may read it meanwhile.</summary>
sealed class RunEvents : IDisposable
{
    readonly FileStream _file;
    readonly ArrayBufferWriter<byte> _line = new();
    readonly Utf8JsonWriter _json;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);   // of what the file holds

    /// <summary>Opens a file, or makes it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public RunEvents(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Bytes in the file.</summary>
    public long Length => _file.Length;

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal, once <see cref="CutTo"/> has said what that is.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>SHA-256 of the first so many bytes, in lower-case hexadecimal.</summary>
    public string HashOf(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Feed(hash, length);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Takes the file back to its first so many bytes; what follows them happened after the checkpoint that is taken up.</summary>
    public void CutTo(long length)
    {
        _file.SetLength(length);
        _ = _hash.GetHashAndReset();
        Feed(_hash, length);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Adds a line; it has left this process when this returns, so a reader sees it and a kill does not lose it.</summary>
    public void Write(string kind, Action<Utf8JsonWriter> content)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteString("event", kind);
        content(_json);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);
        _file.Flush();
        _hash.AppendData(_line.WrittenSpan);
    }

    void Feed(IncrementalHash hash, long length)
    {
        var block = new byte[64 * 1024];
        _file.Seek(0, SeekOrigin.Begin);
        for (var left = length; left > 0;)
        {
            var count = _file.Read(block, 0, (int)Math.Min(left, block.Length));
            if (count == 0)
                throw new EndOfStreamException($"{_file.Name} ends {left} bytes too early.");
            hash.AppendData(block, 0, count);
            left -= count;
        }
    }

    /// <summary>Makes sure that all lines are on the disk.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
        _file.Dispose();
    }
}
