using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Unroll.Interop.Safetensors;

/// <summary>One named tensor of a file: its shape, its number type, and its bytes (little-endian, row by row).</summary>
public sealed class SafetensorsTensor
{
    readonly long[] _shape;
    readonly string _source;

    internal SafetensorsTensor(string source, string name, SafetensorsType type, long[] shape, ReadOnlyMemory<byte> bytes)
    {
        _source = source;
        _shape = shape;
        Name = name;
        Type = type;
        Bytes = bytes;
    }

    /// <summary>Unique in its file.</summary>
    public string Name { get; }

    /// <summary>How its numbers are stored.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Sizes, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>The raw bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Numbers in all.</summary>
    public int Count => Bytes.Length / Type.Size();

    /// <summary>Whether the shape is exactly this one.</summary>
    public bool HasShape(params ReadOnlySpan<long> shape) => shape.SequenceEqual(_shape);

    /// <summary>The numbers as <typeparamref name="T"/>: float, double, long, int or byte.</summary>
    /// <inheritdoc cref="CopyTo" path="/exception"/>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        RequireReadable<T>();
        var numbers = new T[Count];
        CopyTo<T>(numbers);
        return numbers;
    }

    /// <summary>
    /// Writes the numbers into <paramref name="destination"/> as float, double, long, int or byte. Only without loss: F16 and BF16 widen to float and double,
    /// F32 to double, integers to wider integers, BOOL to byte.
    /// </summary>
    /// <exception cref="SafetensorsException">The stored type does not fit into <typeparamref name="T"/>, or the destination has another length.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the five, or the processor is big-endian.</exception>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        RequireReadable<T>();
        if (destination.Length != Count)
            throw new SafetensorsException(_source, $"tensor '{SafetensorsException.OneLine(Name)}' holds {Count} numbers; {destination.Length} were wanted.");
        var bytes = Bytes.Span;
        if (Type == SafetensorsTypes.Of<T>() || (Type == SafetensorsType.BOOL && typeof(T) == typeof(byte)))
            bytes.CopyTo(MemoryMarshal.AsBytes(destination));
        else
            Widen(bytes, destination);
    }

    void Widen<T>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where T : unmanaged
    {
        var size = Type.Size();
        for (var i = 0; i < destination.Length; i++)
        {
            var number = bytes.Slice(i * size, size);
            destination[i] = typeof(T) == typeof(float) ? (T)(object)(float)Real(number)
                : typeof(T) == typeof(double) ? (T)(object)Real(number)
                : typeof(T) == typeof(int) ? (T)(object)(int)Whole(number)
                : (T)(object)Whole(number);
        }
    }

    double Real(ReadOnlySpan<byte> number) => Type switch
    {
        SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(number),
        SafetensorsType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(number),
        _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
    };

    long Whole(ReadOnlySpan<byte> number) => Type switch
    {
        SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(number),
        SafetensorsType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(number),
        SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(number),
        SafetensorsType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(number),
        SafetensorsType.I8 => (sbyte)number[0],
        _ => number[0],
    };

    void RequireReadable<T>()
    {
        if (!BitConverter.IsLittleEndian)
            throw new NotSupportedException("Safetensors hold little-endian numbers; this processor is big-endian. Use the raw bytes.");
        var wanted = SafetensorsTypes.Of<T>();
        if (!Fits(Type, wanted))
            throw new SafetensorsException(_source, $"tensor '{SafetensorsException.OneLine(Name)}' holds {Type}, which does not fit into {wanted} without loss.");
    }

    static bool Fits(SafetensorsType stored, SafetensorsType wanted) => stored == wanted || wanted switch
    {
        SafetensorsType.F64 => stored is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16,
        SafetensorsType.F32 => stored is SafetensorsType.F16 or SafetensorsType.BF16,
        SafetensorsType.I64 => stored is SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.I8 or SafetensorsType.U8,
        SafetensorsType.I32 => stored is SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.I8 or SafetensorsType.U8,
        _ => stored is SafetensorsType.BOOL,
    };
}
