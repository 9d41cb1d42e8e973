using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Experiments.Recipes;

/// <summary>Finds what someone probably meant.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest edits to <paramref name="name"/>; null where none is near (more than a third of its letters, and more than 2, differ).</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        var best = known
            .Select(candidate => (candidate, edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.edits).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.edits <= Math.Max(2, best.candidate.Length / 3) ? best.candidate : null;
    }

    /// <summary>The end of an error line: <c>Did you mean 'lstm'? Known: elman, gru, lstm.</c></summary>
    public static string Suggest(string name, IReadOnlyCollection<string> known)
    {
        var nearest = Of(name, known);
        var question = nearest is null ? "" : $"Did you mean '{nearest}'? ";
        return $"{question}Known: {string.Join(", ", known)}.";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).</summary>
    internal static int Edits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            edits[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            edits[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }
        return edits[a.Length, b.Length];
    }
}
