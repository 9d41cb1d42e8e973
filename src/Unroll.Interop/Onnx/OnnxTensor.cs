using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Unroll.Interop.Onnx.Wire;

namespace Unroll.Interop.Onnx;

/// <summary>One tensor of an ONNX file: a name (perhaps empty), a shape, and its numbers in little-endian bytes, row by row.</summary>
sealed class OnnxTensor
{
    readonly string _source;
    readonly long[] _shape;
    readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Takes a parsed tensor over; every claim is checked before memory is taken for it.</summary>
    /// <exception cref="OnnxException">Its shape, type and data do not belong together, or its data lie elsewhere.</exception>
    internal OnnxTensor(TensorProto tensor, string source)
    {
        (_source, Name, Type) = (source, tensor.Name, (OnnxElementType)tensor.DataType);
        _shape = [.. tensor.Dims];
        var count = CheckedCount(tensor);
        _bytes = OnnxTensorData.Bytes(tensor, Type, Error);
        if (_bytes.Length != count * Type.Size())
            throw Error($"holds {_bytes.Length} bytes; {count * Type.Size()} were expected for {count} numbers of {Type}.");
    }

    /// <summary>The name; empty where the file gives none.</summary>
    public string Name { get; }

    /// <summary>How the numbers are stored.</summary>
    public OnnxElementType Type { get; }

    /// <summary>Sizes, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Numbers in all.</summary>
    public int Count => _bytes.Length / Type.Size();

    /// <summary>Reads a file that holds one tensor, as the test data beside a model do.</summary>
    /// <exception cref="OnnxException">It is no such file, or damaged.</exception>
    public static OnnxTensor Read(string path) => Read(OnnxBytes.Read(path), path);

    /// <summary>Reads a tensor that is in memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="OnnxException">It is no such file, or damaged.</exception>
    public static OnnxTensor Read(ReadOnlySpan<byte> file, string source = "memory") =>
        new(OnnxBytes.Parse(file, OnnxBudget.Message.Tensor, TensorProto.Parser, source), source);

    /// <summary>The numbers as doubles, without loss.</summary>
    /// <exception cref="OnnxException">They are whole numbers.</exception>
    public double[] ToDoubles()
    {
        if (Type.IsWhole())
            throw Error($"holds {Type}; real numbers were wanted.");
        return Numbers(number => Type switch
        {
            OnnxElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(number),
            OnnxElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(number),
            OnnxElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(number),
            _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
        });
    }

    /// <summary>The numbers as floats, without loss.</summary>
    /// <exception cref="OnnxException">They are doubles or whole numbers.</exception>
    public float[] ToFloats()
    {
        if (Type.IsWhole() || Type == OnnxElementType.Double)
            throw Error($"holds {Type}, which does not fit into Float without loss.");
        return Array.ConvertAll(ToDoubles(), number => (float)number);
    }

    /// <summary>The numbers as whole numbers; truth values as 0 and 1.</summary>
    /// <exception cref="OnnxException">They are real numbers, or one is above 2^63 − 1.</exception>
    public long[] ToIntegers()
    {
        if (!Type.IsWhole())
            throw Error($"holds {Type}; whole numbers were wanted.");
        return Numbers(number => Type switch
        {
            OnnxElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(number),
            OnnxElementType.UInt64 => BinaryPrimitives.ReadInt64LittleEndian(number) is >= 0 and var whole ? whole : throw Error("holds a number above 2^63 - 1."),
            OnnxElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(number),
            OnnxElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(number),
            OnnxElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(number),
            OnnxElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(number),
            OnnxElementType.Int8 => (sbyte)number[0],
            _ => number[0],
        });
    }

    TNumber[] Numbers<TNumber>(Func<ReadOnlySpan<byte>, TNumber> read)
    {
        var (numbers, size) = (new TNumber[Count], Type.Size());
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = read(_bytes.Span.Slice(i * size, size));
        return numbers;
    }

    // The number of elements that the shape announces; at most as many as can be in memory.
    long CheckedCount(TensorProto tensor)
    {
        if (Type.Size() == 0)
            throw Error($"is of data type {tensor.DataType}; numbers of at least a byte were expected (1 is float, 7 int64, 11 double).");
        if (tensor.DataLocation != TensorProto.Types.DataLocation.Default)
            throw Error("keeps its data in another file, which is not read; save the model with its weights inside.");
        if (tensor.Segment is not null)
            throw Error("is one segment of a larger tensor, which is not read; save it in one piece.");
        long count = 1;
        foreach (var size in _shape)
        {
            if (size < 0)
                throw Error($"has shape {ShapeText}; a size is negative.");
            if (size > 0 && count > Array.MaxLength / size)
                throw Error($"has shape {ShapeText}, more than any file can hold.");
            count *= size;
        }
        return count;
    }

    string ShapeText => OnnxException.OneLine($"[{string.Join(", ", _shape.AsSpan(0, Math.Min(_shape.Length, 16)).ToArray())}]");

    OnnxException Error(string found) => new(_source, $"tensor '{OnnxException.OneLine(Name)}' {found}");
}
