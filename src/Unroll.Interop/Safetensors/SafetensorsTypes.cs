using System;

namespace Unroll.Interop.Safetensors;

/// <summary>Names and sizes of the number types.</summary>
static class SafetensorsTypes
{
    static readonly SafetensorsType[] All = Enum.GetValues<SafetensorsType>();
    static readonly string[] Names = Array.ConvertAll(All, type => type.ToString());

    /// <summary>All names, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Names);

    /// <summary>Bytes of one number.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.U64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 or SafetensorsType.U32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 or SafetensorsType.U16 => 2,
        _ => 1,
    };

    /// <summary>The type of an exact name in UTF-8, without making a string of it. Enum.TryParse would take numbers and lists, too.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out SafetensorsType type)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (System.Text.Ascii.Equals(name, Names[i]))
            {
                type = All[i];
                return true;
            }
        }
        type = default;
        return false;
    }

    /// <summary>The type that a .NET number is written as.</summary>
    public static SafetensorsType Of<T>() =>
        typeof(T) == typeof(float) ? SafetensorsType.F32
        : typeof(T) == typeof(double) ? SafetensorsType.F64
        : typeof(T) == typeof(long) ? SafetensorsType.I64
        : typeof(T) == typeof(int) ? SafetensorsType.I32
        : typeof(T) == typeof(byte) ? SafetensorsType.U8
        : throw new NotSupportedException($"{typeof(T).Name} is not read or written as such; use float, double, long, int or byte, or the raw bytes.");
}
