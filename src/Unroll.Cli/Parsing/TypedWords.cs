using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace Unroll.Cli.Parsing;

/// <summary>The words of a command line as they were typed, for a line that repeats it.</summary>
static class TypedWords
{
    /// <summary>The words but for some options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="withValue">Options to leave away together with the word that follows.</param>
    /// <param name="alone">Words to leave away by themselves.</param>
    public static IEnumerable<string> Without(ParseResult parsed, IReadOnlyCollection<string> withValue, params IReadOnlyCollection<string> alone)
    {
        var words = parsed.Tokens.Select(token => token.Value).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            if (withValue.Contains(words[i]))
                i++;
            else if (!alone.Contains(words[i]))
                yield return words[i];
        }
    }
}
