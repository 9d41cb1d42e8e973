using System;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Initialization;

/// <summary>
/// Householder's QR factorisation of a random normal matrix <c>[length, count]</c>, length ≥ count: Q is kept as the product of reflections
/// H_0 H_1 … with H_k = I − 2 v_k v_kᵀ, |v_k| = 1, and given column by column.
/// </summary>
/// <remarks>
/// Vectors lie one after another, each filled up with zeros to whole blocks of 16, and v_k is 0 before place k.
/// Always computed over blocks of two 512-bit lanes, which the JIT splits where the processor has none: hence the same bits everywhere.
/// </remarks>
sealed class Reflectors
{
    const int Block = 16;

    readonly int _length;
    readonly int _stride;
    readonly double[] _vectors;
    readonly double[] _signs;   // of R's diagonal
    readonly double[] _column;

    public Reflectors(int length, int count)
    {
        _length = length;
        Count = count;
        _stride = (length + Block - 1) / Block * Block;
        _vectors = new double[checked(_stride * count)];
        _signs = new double[count];
        _column = new double[_stride];
    }

    /// <summary>Columns of Q.</summary>
    public int Count { get; }

    /// <summary>Draws a matrix, column by column, and factors it.</summary>
    public void Factor(RandomStream random)
    {
        for (var k = 0; k < Count; k++)
        {
            var vector = Vector(k);
            for (var i = 0; i < _length; i++)
                vector[i] = random.NextNormal();
            for (var earlier = 0; earlier < k; earlier++)
                Reflect(earlier, vector);
            _signs[k] = BecomeReflector(vector[k..]);
            vector[..k].Clear();
        }
    }

    /// <summary>Column k of Q with the sign that makes R's diagonal positive; good until the next call.</summary>
    public ReadOnlySpan<double> Column(int k)
    {
        Array.Clear(_column);
        _column[k] = _signs[k];
        // The later reflections leave this column alone: their vectors are 0 up to place k.
        for (var j = k; j >= 0; j--)
            Reflect(j, _column);
        return _column.AsSpan(0, _length);
    }

    Span<double> Vector(int k) => _vectors.AsSpan(k * _stride, _stride);

    // Makes x the unit vector v whose reflection takes x to R_kk e_0; the sign of R_kk is chosen against cancellation and returned.
    static double BecomeReflector(Span<double> x)
    {
        var norm = Math.Sqrt(Dot(x, x));
        var sign = x[0] > 0 ? -1.0 : 1.0;
        x[0] -= sign * norm;
        var length = Math.Sqrt(Dot(x, x));
        // A column of zeros has no direction: any reflection will do, and e_0 is one.
        if (length == 0)
            x[0] = length = 1;
        foreach (ref var number in x)
            number /= length;
        return sign;
    }

    static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    // x := x − 2 (v_kᵀ x) v_k, over the blocks where v_k is not zero.
    void Reflect(int k, Span<double> x)
    {
        var start = k / Block * Block;
        var v = Vector(k)[start..];
        x = x.Slice(start, v.Length);
        Lane512<double> low = Lane512<double>.Zero, high = Lane512<double>.Zero;
        for (var i = 0; i <= v.Length - Block; i += Block)
        {
            low = Lane512<double>.MultiplyAdd(Lane512<double>.Load(ref v[i]), Lane512<double>.Load(ref x[i]), low);
            high = Lane512<double>.MultiplyAdd(Lane512<double>.Load(ref v[i + 8]), Lane512<double>.Load(ref x[i + 8]), high);
        }
        var twice = Lane512<double>.Broadcast(-2 * SumOf(low + high));
        for (var i = 0; i <= v.Length - 8; i += 8)
            Lane512<double>.Store(Lane512<double>.MultiplyAdd(twice, Lane512<double>.Load(ref v[i]), Lane512<double>.Load(ref x[i])), ref x[i]);
    }

    static double SumOf(Lane512<double> lane)
    {
        Span<double> parts = stackalloc double[8];
        Lane512<double>.Store(lane, ref parts[0]);
        return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
    }
}
