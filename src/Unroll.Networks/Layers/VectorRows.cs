using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Networks.Layers;

/// <summary>Arithmetic on rows, number by number: each result is rounded once, so its bits do not depend on how many are made at a time. Results may lie where operands do.</summary>
static unsafe class VectorRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary><c>target = source</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(T* source, T* target, int count) => new System.ReadOnlySpan<T>(source, count).CopyTo(new(target, count));

    /// <summary><c>sum = left + right</c>.</summary>
    public static void Add(T* left, T* right, T* sum, int count)
    {
        var i = 0;
        for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
            (Vector.Load(left + i) + Vector.Load(right + i)).Store(sum + i);
        for (; i < count; i++)
            sum[i] = left[i] + right[i];
    }

    /// <summary><c>product = left ⊙ right</c>.</summary>
    public static void Multiply(T* left, T* right, T* product, int count)
    {
        var i = 0;
        for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
            (Vector.Load(left + i) * Vector.Load(right + i)).Store(product + i);
        for (; i < count; i++)
            product[i] = left[i] * right[i];
    }

    /// <summary><c>product = factor · row</c>.</summary>
    public static void Scale(T factor, T* row, T* product, int count)
    {
        var i = 0;
        for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
            (Vector.Load(row + i) * factor).Store(product + i);
        for (; i < count; i++)
            product[i] = row[i] * factor;
    }
}
