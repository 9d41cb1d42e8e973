using System;

namespace Unroll.Interop.Onnx;

/// <summary>An ONNX file that cannot be read as one, or does not hold what was asked for. The message is one line: the file, what was found, what was wanted.</summary>
sealed class OnnxException : Exception
{
    public OnnxException(string source, string found, Exception? inner = null)
        : base($"{OneLine(source, 300)}: {found}", inner)
    {
    }

    /// <summary>Text from a file, fit for a message of one line: control characters as question marks, and not too long.</summary>
    internal static string OneLine(string text, int most = 80) => Safetensors.SafetensorsException.OneLine(text, most);
}
