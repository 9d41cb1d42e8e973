using System;

namespace Unroll.Interop.Safetensors;

/// <summary>A safetensors file that cannot be read as one, or does not hold what was asked for. The message is one line: the file, what was found, what was wanted.</summary>
public sealed class SafetensorsException : Exception
{
    /// <summary>No message.</summary>
    public SafetensorsException()
    {
    }

    /// <summary>A message of one line.</summary>
    public SafetensorsException(string message)
        : base(message)
    {
    }

    /// <summary>A message of one line, and what led to it.</summary>
    public SafetensorsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SafetensorsException(string source, string found, Exception? inner = null)
        : base($"{OneLine(source, 300)}: {found}", inner)
    {
    }

    /// <summary>Text from a file, fit for a message of one line: control characters as question marks, and not too long.</summary>
    internal static string OneLine(string text, int most = 80)
    {
        var cut = text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");
        return !Spoils(cut) ? cut : string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = Spoils(source[i]) ? '?' : source[i];
        });
    }

    static bool Spoils(string text)
    {
        foreach (var letter in text)
        {
            if (Spoils(letter))
                return true;
        }
        return false;
    }

    static bool Spoils(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029' || char.IsSurrogate(letter);
}
