using System;

namespace Unroll.Interop.Onnx;

/// <summary>
/// Walks over a protobuf file before it is parsed and takes no memory itself: every length must fit into what is left, and the objects that the parser would make
/// must cost no more than a small multiple of the file. Two bytes can announce an empty node, which is some hundred bytes of objects: without this
/// a file of 20 MB could ask for gigabytes.
/// </summary>
/// <remarks>The wire format: a field is a varint <c>number · 8 + kind</c>, then by kind a varint (0), 8 bytes (1), a length and as many bytes (2), or 4 bytes (5).</remarks>
ref struct OnnxBudget
{
    /// <summary>What any file may cost, in bytes.</summary>
    const long Floor = 1 << 20;

    /// <summary>What a file may cost beyond <see cref="Floor"/> for each of its own bytes. Exported models stay below 16.</summary>
    const long PerByte = 32;

    readonly string _source;
    readonly ReadOnlySpan<byte> _bytes;
    long _left;
    int _position;

    OnnxBudget(ReadOnlySpan<byte> bytes, string source)
    {
        _bytes = bytes;
        _source = source;
        _left = Floor + PerByte * bytes.Length;
    }

    /// <summary>The messages of <c>onnx.proto</c>; <see cref="Leaf"/> is everything that holds no message.</summary>
    public enum Message
    {
        Leaf, Model, OperatorSet, Graph, Node, Attribute, Tensor, Segment, Value, Type, TensorType, Shape, Dimension,
    }

    /// <summary>Throws if the bytes are not protobuf or would cost too much.</summary>
    /// <exception cref="OnnxException">The first offence, with its place.</exception>
    public static void Require(ReadOnlySpan<byte> bytes, Message message, string source) => new OnnxBudget(bytes, source).Walk(message, bytes.Length);

    // Depth is bounded: no message of the subset holds one of its own kind.
    void Walk(Message message, int end)
    {
        while (_position < end)
        {
            var start = _position;
            var tag = Varint(end);
            if (tag >> 3 is 0 or > 536_870_911)
                throw Error(start, $"field number {tag >> 3} is none; is this an ONNX file?");
            switch (tag & 7)
            {
                case 0: Varint(end); Charge(8, start); break;
                case 1: Skip(8, end, start); Charge(8, start); break;
                case 2: WalkInto(Inner(message, (int)(tag >> 3)), end, start); break;
                case 5: Skip(4, end, start); Charge(8, start); break;
                default: throw Error(start, $"field {tag >> 3} is of wire kind {tag & 7}, which ONNX does not use; is this an ONNX file?");
            }
        }
    }

    void WalkInto(Message inner, int end, int start)
    {
        var length = Varint(end);
        if (length > (ulong)(end - _position))
            throw Error(start, $"a field of {length} bytes is announced, and {end - _position} follow; the file is cut off or damaged.");
        Charge(Cost(inner), start);
        if (inner == Message.Leaf)
            _position += (int)length;
        else
            Walk(inner, _position + (int)length);
    }

    static Message Inner(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 8) => Message.OperatorSet,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 11 or 12) => Message.Value,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5) => Message.Tensor,
        (Message.Tensor, 3) => Message.Segment,
        (Message.Value, 2) => Message.Type,
        (Message.Type, 1) => Message.TensorType,
        (Message.TensorType, 2) => Message.Shape,
        (Message.Shape, 1) => Message.Dimension,
        _ => Message.Leaf,
    };

    // Bytes of the parser's objects and of ours, on a 64-bit system, rounded up.
    static int Cost(Message message) => message switch
    {
        Message.Leaf => 40,
        Message.Graph or Message.Node or Message.Attribute or Message.Tensor => 480,
        _ => 96,
    };

    void Charge(int cost, int start)
    {
        _left -= cost;
        if (_left < 0)
            throw Error(start, $"the file's {_bytes.Length} bytes are mostly empty fields, which would take more than {Floor + PerByte * _bytes.Length} bytes of memory; no exporter writes such files.");
    }

    void Skip(int count, int end, int start)
    {
        if (end - _position < count)
            throw Error(start, $"a number of {count} bytes is announced, and {end - _position} follow; the file is cut off or damaged.");
        _position += count;
    }

    ulong Varint(int end)
    {
        var start = _position;
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position >= end)
                throw Error(start, "a number does not end; the file is cut off or damaged.");
            var next = _bytes[_position++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }
        throw Error(start, "a number is longer than ten bytes; is this an ONNX file?");
    }

    readonly OnnxException Error(int position, string found) => new(_source, $"at byte {position}, {found}");
}
