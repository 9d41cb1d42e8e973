using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Unroll.Interop.Onnx.Wire;

namespace Unroll.Interop.Onnx;

/// <summary>
/// A tensor's data as little-endian bytes, wherever the exporter put them: in <c>raw_data</c>, or in the list that belongs to the type. Narrow integers and both
/// half-width floats (as their bits) share the list of 32-bit integers, unsigned 32-bit integers that of 64-bit ones.
/// </summary>
static class OnnxTensorData
{
    /// <summary>The bytes.</summary>
    /// <param name="tensor">The parsed tensor.</param>
    /// <param name="type">Its type, one that is read.</param>
    /// <param name="error">Makes the exception for what was found.</param>
    public static ReadOnlyMemory<byte> Bytes(TensorProto tensor, OnnxElementType type, Func<string, Exception> error)
    {
        var listed = tensor.FloatData.Count + (long)tensor.Int32Data.Count + tensor.Int64Data.Count + tensor.DoubleData.Count + tensor.Uint64Data.Count;
        if (tensor.HasRawData)
            return listed == 0 ? tensor.RawData.Memory : throw error($"holds its data twice, as bytes and in a list of {listed}.");
        var bytes = type switch
        {
            OnnxElementType.Float => Pack(tensor.FloatData, 4, error, BinaryPrimitives.WriteSingleLittleEndian),
            OnnxElementType.Double => Pack(tensor.DoubleData, 8, error, BinaryPrimitives.WriteDoubleLittleEndian),
            OnnxElementType.Int64 => Pack(tensor.Int64Data, 8, error, BinaryPrimitives.WriteInt64LittleEndian),
            OnnxElementType.UInt64 => Pack(tensor.Uint64Data, 8, error, BinaryPrimitives.WriteUInt64LittleEndian),
            OnnxElementType.UInt32 => Pack(tensor.Uint64Data, 4, error, (place, number) => BinaryPrimitives.WriteUInt32LittleEndian(place, checked((uint)number))),
            OnnxElementType.Int32 => Pack(tensor.Int32Data, 4, error, BinaryPrimitives.WriteInt32LittleEndian),
            OnnxElementType.Int16 => Pack(tensor.Int32Data, 2, error, (place, number) => BinaryPrimitives.WriteInt16LittleEndian(place, checked((short)number))),
            OnnxElementType.Int8 => Pack(tensor.Int32Data, 1, error, (place, number) => place[0] = (byte)checked((sbyte)number)),
            OnnxElementType.UInt8 or OnnxElementType.Bool => Pack(tensor.Int32Data, 1, error, (place, number) => place[0] = checked((byte)number)),
            _ => Pack(tensor.Int32Data, 2, error, (place, number) => BinaryPrimitives.WriteUInt16LittleEndian(place, checked((ushort)number))),
        };
        return bytes.Length / type.Size() == listed ? bytes : throw error($"holds {type} and {listed} numbers in the lists of other types.");
    }

    delegate void Write<TNumber>(Span<byte> place, TNumber number);

    // Memory follows the numbers that are there, not those that the shape announces.
    static byte[] Pack<TNumber>(IList<TNumber> numbers, int size, Func<string, Exception> error, Write<TNumber> write)
    {
        var bytes = new byte[checked(numbers.Count * size)];
        try
        {
            for (var i = 0; i < numbers.Count; i++)
                write(bytes.AsSpan(i * size, size), numbers[i]);
        }
        catch (OverflowException)
        {
            throw error("holds a number that is beyond its own type.");
        }
        return bytes;
    }
}
