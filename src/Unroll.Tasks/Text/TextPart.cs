using System.Collections.Generic;
using System.Linq;

namespace Unroll.Tasks.Text;

/// <summary>The documents, or what the split left of them, of one part of a text: neighbouring symbols in the store. Each is predicted from its second symbol on.</summary>
sealed class TextPart
{
    readonly List<(long First, int Steps)> _pieces = [];

    /// <summary>Predictions of each document: its symbols but one.</summary>
    public int[] Lengths => [.. _pieces.Select(piece => piece.Steps)];

    /// <summary>Predictions of all documents.</summary>
    public long Steps => _pieces.Sum(piece => (long)piece.Steps);

    /// <summary>Where a document's symbols begin in the store.</summary>
    public long FirstOf(int document) => _pieces[document].First;

    /// <summary>Adds a document, unless it is too short for any prediction.</summary>
    /// <exception cref="TaskOptionsException">It is too long.</exception>
    public void Add(string name, long first, long symbols)
    {
        if (symbols > int.MaxValue)
            throw new TaskOptionsException($"path '{name}' has {symbols} symbols; a document has at most {int.MaxValue}. Cut it into several files of a folder.");
        if (symbols > 1)
            _pieces.Add((first, (int)symbols - 1));
    }
}
