using System;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Text;

/// <summary>What a text model reads before it speaks unasked: a line's end, as if a line had just been finished; the first symbol where its vocabulary has none.</summary>
static class TextStart
{
    /// <summary>That symbol.</summary>
    public static int SymbolOf(Vocabulary vocabulary)
    {
        try
        {
            return vocabulary.Encode("\n") is [var symbol] && symbol != vocabulary.Unknown ? symbol : 0;
        }
        catch (FormatException)
        {
            return 0;
        }
    }
}
