using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Tasks.Text;

/// <summary>Where a text's parts begin and end: training first, then validation, then test, by characters over all documents in their order.</summary>
sealed class TextSplit
{
    /// <summary>The parts.</summary>
    public const int Parts = 3, Training = 0, Validation = 1, Test = 2;

    readonly long[] _firsts;   // of each document's characters among all
    readonly long[] _ends;     // of the parts, among all characters

    /// <summary>Cuts the text: the training part is floor((1 − validation − test) · characters), so that 0.1 of validation gives floor(0.9 · characters).</summary>
    /// <param name="characters">Of each document.</param>
    /// <param name="validation">Share.</param>
    /// <param name="test">Share; together with validation below 1.</param>
    public TextSplit(long[] characters, double validation, double test)
    {
        _firsts = new long[characters.Length];
        for (var document = 1; document < characters.Length; document++)
            _firsts[document] = _firsts[document - 1] + characters[document - 1];
        var total = characters.Sum();
        // Decimal: 1 − 0.1 − 0.2 is 0.7 and not a little less.
        var (validated, tested) = ((decimal)validation, (decimal)test);
        _ends = [(long)Math.Floor((1 - validated - tested) * total), (long)Math.Floor((1 - tested) * total), total];
    }

    /// <summary>Characters of a part.</summary>
    public long CharactersOf(int part) => _ends[part] - (part == 0 ? 0 : _ends[part - 1]);

    /// <summary>Which part a document's character belongs to, and how many characters from it on do.</summary>
    public (int Part, long Characters) PartAt(int document, long character)
    {
        var place = _firsts[document] + character;
        var part = Array.FindIndex(_ends, end => place < end);
        return (part, _ends[part] - place);
    }
}
