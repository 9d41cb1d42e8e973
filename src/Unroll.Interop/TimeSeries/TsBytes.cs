using System;
using System.IO;
using System.Text;

namespace Unroll.Interop.TimeSeries;

/// <summary>The bytes of a file, looked at one by one, with the line they stand in. Holds one buffer, whatever the file holds.</summary>
sealed class TsBytes(Stream stream, string name)
{
    readonly byte[] _buffer = new byte[64 * 1024];
    int _at, _end;

    /// <summary>The line of the next byte, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The next byte; −1 at the file's end.</summary>
    public int Peek()
    {
        if (_at < _end)
            return _buffer[_at];
        (_at, _end) = (0, stream.Read(_buffer, 0, _buffer.Length));
        return _end > 0 ? _buffer[0] : -1;
    }

    /// <summary>Takes the byte that was looked at.</summary>
    public void Move() => Line += _buffer[_at++] == '\n' ? 1 : 0;

    /// <summary>Takes the rest of a line, its end included.</summary>
    public void SkipLine()
    {
        var line = Line;
        while (Line == line && Peek() >= 0)
            Move();
    }

    /// <summary>Takes what separates lines and words.</summary>
    public void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
            Move();
    }

    /// <summary>Takes a whole line of text.</summary>
    /// <exception cref="TsException">It is longer than so many bytes.</exception>
    public string TakeLine(int mostBytes)
    {
        using var bytes = new MemoryStream();
        var line = Line;
        for (int next; Line == line && (next = Peek()) >= 0; Move())
        {
            if (bytes.Length == mostBytes)
                throw Refused(line, $"has more than {mostBytes:N0} bytes; a header line is shorter");
            bytes.WriteByte((byte)next);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).Trim();
    }

    /// <summary>An error of a line.</summary>
    public TsException Refused(long line, FormattableString what)
    {
        var text = FormattableString.Invariant(what);
        return new TsException(FormattableString.Invariant($"{name}: line {line}: {text}{(text.EndsWith('?') ? "" : ".")}"));
    }

    /// <summary>Text of the file as it may stand in a message: short and without control characters.</summary>
    public static string Shown(ReadOnlySpan<byte> text) => Shown(Encoding.UTF8.GetString(text.Length > 40 ? text[..40] : text) + (text.Length > 40 ? "…" : ""));

    /// <inheritdoc cref="Shown(ReadOnlySpan{byte})"/>
    public static string Shown(string text)
    {
        var letters = (text.Length > 40 ? text[..39] + "…" : text).ToCharArray();
        for (var i = 0; i < letters.Length; i++)
            letters[i] = char.IsControl(letters[i]) ? '\uFFFD' : letters[i];
        return $"'{new string(letters)}'";
    }
}
