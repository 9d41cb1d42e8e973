using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Unroll.Tasks.Text;

/// <summary>Symbols one behind the other, of one byte each or of two: in memory while they are few, else in a temporary file that goes with the process. Read at any place, from any thread, without allocating.</summary>
sealed class SymbolStore : IDisposable
{
    /// <summary>Bytes that are kept in memory.</summary>
    public const long MostInMemory = 64L << 20;

    const int ChunkBytes = 1 << 20;
    const int ReadBytes = 1 << 11;

    readonly int _width;
    readonly long _mostInMemory;
    readonly List<byte[]> _chunks = [];
    SafeFileHandle? _file;
    int _filled;       // bytes of the last chunk
    long _written;     // bytes in the file

    /// <summary>Takes symbols of a vocabulary.</summary>
    /// <param name="symbols">Symbols of the vocabulary.</param>
    /// <param name="expected">How many will come, as far as is known.</param>
    /// <param name="mostInMemory">Bytes that are kept in memory.</param>
    public SymbolStore(int symbols, long expected, long mostInMemory = MostInMemory)
    {
        (_width, _mostInMemory) = (symbols <= 256 ? 1 : 2, mostInMemory);
        if (expected * _width > mostInMemory)
            _file = Create();
    }

    /// <summary>Symbols.</summary>
    public long Count { get; private set; }

    /// <summary>Whether they are in a file.</summary>
    public bool IsFile => _file is not null;

    /// <summary>Adds symbols behind the others.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<int> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (_chunks.Count == 0 || _filled == ChunkBytes)
                AddChunk();
            var chunk = _chunks[^1];
            chunk[_filled++] = (byte)symbol;
            if (_width == 2)
                chunk[_filled++] = (byte)(symbol >> 8);
        }
        Count += symbols.Length;
    }

    /// <summary>No more come: what is left goes to the file.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Finish()
    {
        if (_file is not null)
            Spill();
    }

    /// <summary>Reads symbols from a place on.</summary>
    public void Read(long first, Span<int> symbols)
    {
        Span<byte> bytes = stackalloc byte[ReadBytes];
        for (var place = first * _width; symbols.Length > 0;)
        {
            var part = bytes[..Math.Min(ReadBytes, symbols.Length * _width)];
            ReadBytesAt(place, part);
            for (var i = 0; i < part.Length / _width; i++)
                symbols[i] = _width == 1 ? part[i] : part[2 * i] | part[2 * i + 1] << 8;
            place += part.Length;
            symbols = symbols[(part.Length / _width)..];
        }
    }

    /// <summary>Gives the file back.</summary>
    public void Dispose() => _file?.Dispose();

    void ReadBytesAt(long place, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read;
            if (_file is not null)
                read = RandomAccess.Read(_file, bytes, place);
            else
            {
                var (chunk, start) = ((int)(place / ChunkBytes), (int)(place % ChunkBytes));
                read = Math.Min(bytes.Length, ChunkBytes - start);
                _chunks[chunk].AsSpan(start, read).CopyTo(bytes);
            }
            if (read == 0)
                throw new EndOfStreamException("The temporary file of the text ends early.");
            place += read;
            bytes = bytes[read..];
        }
    }

    void AddChunk()
    {
        if (_file is null && (_chunks.Count + 1L) * ChunkBytes > _mostInMemory)
            _file = Create();
        if (_file is not null && _chunks.Count > 0)
            Spill();
        if (_chunks.Count == 0 || _file is null)
            _chunks.Add(new byte[ChunkBytes]);
        _filled = 0;
    }

    // One chunk stays, to be filled again.
    void Spill()
    {
        for (var i = 0; i < _chunks.Count; i++)
        {
            var part = _chunks[i].AsSpan(0, i == _chunks.Count - 1 ? _filled : ChunkBytes);
            RandomAccess.Write(_file!, part, _written);
            _written += part.Length;
        }
        if (_chunks.Count > 1)
            _chunks.RemoveRange(1, _chunks.Count - 1);
        _filled = 0;
    }

    // A name that is gone at once leaves nothing behind, however the process ends. Windows keeps the name while the file is open, and deletes it then.
    static SafeFileHandle Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $".unroll-text-{Path.GetRandomFileName()}.tmp");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.RandomAccess | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None));
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return handle;
    }
}
