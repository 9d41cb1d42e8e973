using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Unroll.Cli.Display;

/// <summary>What a text model said, as lines for a terminal: set in from the edge, wrapped to its width, and without the characters that would steer it.</summary>
static class SpokenLines
{
    const string Margin = "  │ ", PlainMargin = "  | ";
    const int LeastWidth = 20;

    /// <summary>Its lines.</summary>
    public static IEnumerable<string> Of(string text, int width, bool unicode = true)
    {
        var margin = unicode ? Margin : PlainMargin;
        var room = Math.Max(LeastWidth, width - margin.Length - 1);
        return text.ReplaceLineEndings("\n").Split('\n').SelectMany(line => Wrapped(Printable(line), room)).Select(line => (margin + line).TrimEnd());
    }

    /// <summary>A piece of what was said as it goes to standard output: to a file or another program as it is, to a terminal without what would steer it; lines and tabs stay.</summary>
    public static string Piece(string text, Terminal terminal) =>
        terminal.OutputIsTerminal && text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t')) ? string.Concat(text.Select(letter => letter is '\n' or '\t' ? letter : char.IsControl(letter) ? '\uFFFD' : letter)) : text;

    // By whole characters as they are seen, so that none is cut in two.
    static IEnumerable<string> Wrapped(string line, int room)
    {
        var (part, count) = (new StringBuilder(), 0);
        var elements = StringInfo.GetTextElementEnumerator(line);
        while (elements.MoveNext())
        {
            if (count == room)
            {
                yield return part.ToString();
                (part, count) = (new StringBuilder(), 0);
            }
            part.Append(elements.GetTextElement());
            count++;
        }
        yield return part.ToString();
    }

    // A network may say anything that its text had, an escape among it.
    static string Printable(string line) => string.Concat(line.Select(letter => letter == '\t' ? ' ' : char.IsControl(letter) ? '\uFFFD' : letter));
}
