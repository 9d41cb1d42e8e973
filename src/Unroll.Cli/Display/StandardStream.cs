using System;
using System.IO;
using System.Text;

namespace Unroll.Cli.Display;

/// <summary>
/// A standard stream that may lead to a full disk. Output that is lost is a failure, told in words that name the stream; progress and warnings that are lost must not end a run that goes well otherwise.
/// </summary>
sealed class StandardStream : TextWriter
{
    readonly TextWriter _inner;
    readonly string? _name;

    StandardStream(TextWriter inner, string? name) => (_inner, _name) = (inner, name);

    /// <summary>For results.</summary>
    public static StandardStream ForOutput(TextWriter inner) => new(inner, "standard output");

    /// <summary>For what people read beside them.</summary>
    public static StandardStream ForError(TextWriter inner) => new(inner, null);

    /// <inheritdoc/>
    public override Encoding Encoding => _inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => _inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => _inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => _inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => _inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(_inner.Flush);

    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            if (_name is not null)
                throw new IOException($"{_name} cannot be written: {e.Message.TrimEnd('.')}; the result is lost there.", e);
        }
    }
}
