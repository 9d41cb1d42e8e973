using System;

namespace Unroll.Tasks.Vectors;

/// <summary>Cuts what a person typed into words.</summary>
static class TextWords
{
    static readonly char[] Between = [' ', ',', '\t', '\n', '\r'];

    /// <summary>The words; none in an empty text.</summary>
    public static string[] Of(string text) => text.Split(Between, StringSplitOptions.RemoveEmptyEntries);
}
