using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Unroll.Interop.Tests.Onnx;

/// <summary>Builds protobuf by hand, right or wrong, so that the reader is not tested with its own parser's other half.</summary>
static class WireFile
{
    public static byte[] Varint(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        return [.. bytes, (byte)number];
    }

    static byte[] Tag(int field, int kind) => Varint((ulong)(field << 3 | kind));

    public static byte[] Whole(int field, long number) => [.. Tag(field, 0), .. Varint((ulong)number)];

    public static byte[] Real(int field, float number) => [.. Tag(field, 5), .. Little(number)];

    public static byte[] Little(float number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
        return bytes;
    }

    public static byte[] Block(int field, params IEnumerable<byte>[] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        return [.. Tag(field, 2), .. Varint((ulong)content.Length), .. content];
    }

    /// <summary>A block that says it is longer or shorter than it is.</summary>
    public static byte[] Announcing(int field, ulong length, params byte[] content) => [.. Tag(field, 2), .. Varint(length), .. content];

    public static byte[] Text(int field, string text) => Block(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A tensor with its numbers as bytes.</summary>
    public static byte[] Tensor(string name, int type, long[] shape, params byte[] data) =>
        [.. shape.SelectMany(size => Whole(1, size)), .. Whole(2, type), .. Text(8, name), .. Block(9, data)];

    public static byte[] Model(params IEnumerable<byte>[] graph) => [.. Whole(1, 7), .. Block(7, graph), .. Block(8, Text(1, ""), Whole(2, 14))];
}
