using System;
using System.Numerics;

namespace Unroll.Tasks.Vectors;

/// <summary>How a vector of outputs is read as a vector of zeros and ones. Outputs that are not numbers are read as nothing, which is never right.</summary>
enum VectorReading
{
    /// <summary>Every component equal to the largest is a 1, all others are 0 (the report's): two ones need two outputs that agree to their last bit.</summary>
    Ties,

    /// <summary>Every component of at least one half is a 1.</summary>
    Threshold,
}

/// <summary>Reads vectors.</summary>
static class VectorReadings
{
    /// <summary>Writes what a vector of outputs is read as. False where one of them is not a number; the bits are then zeros.</summary>
    public static bool Read<T>(this VectorReading reading, ReadOnlySpan<T> outputs, Span<T> bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bits.Clear();
        var largest = outputs[0];
        foreach (var output in outputs)
        {
            if (T.IsNaN(output))
                return false;
            largest = T.Max(largest, output);
        }
        var half = T.CreateTruncating(0.5);
        for (var i = 0; i < outputs.Length; i++)
            bits[i] = (reading == VectorReading.Ties ? outputs[i] == largest : outputs[i] >= half) ? T.One : T.Zero;
        return true;
    }

    /// <summary>Whether outputs are read as the vector that was wanted.</summary>
    public static bool IsRight<T>(this VectorReading reading, ReadOnlySpan<T> outputs, ReadOnlySpan<T> wanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> bits = stackalloc T[outputs.Length];
        return reading.Read(outputs, bits) && bits.SequenceEqual(wanted);
    }
}
