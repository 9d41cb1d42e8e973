using System;
using System.IO;
using Google.Protobuf;

namespace Unroll.Interop.Onnx;

/// <summary>From bytes to the parser's messages, with every failure as one <see cref="OnnxException"/>.</summary>
static class OnnxBytes
{
    /// <summary>The bytes of a file.</summary>
    /// <exception cref="OnnxException">It is larger than what protobuf can hold (2 GB).</exception>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    public static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        if (stream.Length > Array.MaxLength)
            throw new OnnxException(path, $"{stream.Length} bytes are more than the {Array.MaxLength} that can be read.");
        var bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length);
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException e)
        {
            throw new OnnxException(path, $"it ended before the {bytes.Length} bytes that it was said to have; is it still being written?", e);
        }
        return bytes;
    }

    /// <summary>Parses one message; fields that <c>onnx.proto</c> does not list are skipped.</summary>
    public static TMessage Parse<TMessage>(ReadOnlySpan<byte> bytes, OnnxBudget.Message message, MessageParser<TMessage> parser, string source)
        where TMessage : IMessage<TMessage>
    {
        OnnxBudget.Require(bytes, message, source);
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException(source, $"it is damaged: {OnnxException.OneLine(e.Message, 200)}", e);
        }
    }
}
