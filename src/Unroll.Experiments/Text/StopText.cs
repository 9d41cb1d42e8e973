using System;
using System.Collections.Generic;

namespace Unroll.Experiments.Text;

/// <summary>Holds pieces back while they may be the beginning of the text that ends everything.</summary>
sealed class StopText(string? stop)
{
    readonly Queue<GeneratedPiece> _ready = new();
    readonly Queue<GeneratedPiece> _held = new();
    string _text = "";   // of the held ones

    /// <summary>Whether the text has come.</summary>
    public bool HasCome { get; private set; }

    /// <summary>Takes a piece.</summary>
    public void Add(GeneratedPiece piece)
    {
        if (stop is null)
        {
            _ready.Enqueue(piece);
            return;
        }
        _held.Enqueue(piece);
        _text += piece.Text;
        var found = _text.IndexOf(stop, StringComparison.Ordinal);
        HasCome = found >= 0;
        var left = Release(HasCome ? found : _text.Length - LongestBeginning());
        if (HasCome && left > 0)
            _ready.Enqueue(_held.Peek() with { Text = _text[..left] });   // the piece that the stop begins in the middle of
        if (HasCome)
            _held.Clear();
    }

    /// <summary>Nothing comes any more: what was held back is let go, unless the text has come.</summary>
    public void End()
    {
        while (_held.TryDequeue(out var piece))
            _ready.Enqueue(piece);
    }

    /// <summary>The next piece that is sure to be spoken.</summary>
    public bool TryTake(out GeneratedPiece piece) => _ready.TryDequeue(out piece);

    // Whole pieces within so many characters; how many are left of these.
    int Release(int characters)
    {
        while (_held.TryPeek(out var piece) && piece.Text.Length <= characters && (characters > 0 || !HasCome))
        {
            _ready.Enqueue(_held.Dequeue());
            (characters, _text) = (characters - piece.Text.Length, _text[piece.Text.Length..]);
        }
        return characters;
    }

    // Characters at the end of the text that the stop begins with.
    int LongestBeginning()
    {
        for (var length = Math.Min(stop!.Length - 1, _text.Length); length > 0; length--)
        {
            if (_text.EndsWith(stop[..length], StringComparison.Ordinal))
                return length;
        }
        return 0;
    }
}
