using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Unroll.Experiments.Runs;

/// <summary>The whole lines of a text file and where each ends, from a block of it at a time.</summary>
sealed class LogLines(Stream file)
{
    const int MostKept = 4096;   // bytes of a line; who asks looks at how lines begin

    readonly byte[] _block = new byte[64 * 1024];
    readonly List<byte> _line = [];
    int _next, _count;

    /// <summary>Bytes up to the end of the line last given, its line end among them.</summary>
    public long Position { get; private set; }

    /// <summary>The next line without its end, or its first 4,096 bytes; null after the last that has an end.</summary>
    public string? Next()
    {
        _line.Clear();
        for (var length = 1L; ReadByte() is >= 0 and var one; length++)
        {
            if (one == '\n')
            {
                Position += length;
                return Encoding.UTF8.GetString([.. _line]);
            }
            if (_line.Count < MostKept)
                _line.Add((byte)one);
        }
        return null;
    }

    int ReadByte()
    {
        if (_next == _count)
            (_next, _count) = (0, file.Read(_block));
        return _count == 0 ? -1 : _block[_next++];
    }
}
