using System;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>The few sums and products the references' equations are written with.</summary>
static class Vectors
{
    /// <summary>Σ a·b.</summary>
    public static Number Dot(ReadOnlySpan<Number> a, ReadOnlySpan<Number> b)
    {
        Assert.Equal(a.Length, b.Length);
        Number sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>One number for each index.</summary>
    public static Number[] For(int count, Func<int, Number> number) => [.. Enumerable.Range(0, count).Select(number)];

    /// <summary>The same values, of which no gradient flows back.</summary>
    public static Number[] Detached(Number[] numbers) => For(numbers.Length, i => numbers[i].Value);
}
