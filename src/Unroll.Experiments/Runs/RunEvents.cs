using System;
using System.Buffers;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Experiments.Runs;

/// <summary>A file of JSON objects, one a line, that is only ever added to. Others may read it meanwhile.</summary>
sealed class RunEvents : IDisposable
{
    readonly FileStream _file;
    readonly ArrayBufferWriter<byte> _line = new();
    readonly Utf8JsonWriter _json;

    /// <summary>Opens a file, or makes it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public RunEvents(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Bytes in the file.</summary>
    public long Length => _file.Length;

    /// <summary>Takes the file back to its first so many bytes; what follows them happened after the checkpoint that is taken up.</summary>
    public void CutTo(long length)
    {
        _file.SetLength(length);
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
    }

    /// <summary>Makes sure that all lines are on the disk.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
