using System;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests;

/// <summary>Numbers that stay where they are, for views, which never own their memory.</summary>
sealed unsafe class PinnedNumbers<T>
    where T : unmanaged
{
    readonly T[] _block;

    public PinnedNumbers(int count) => _block = GC.AllocateArray<T>(count, pinned: true);

    public Span<T> All => _block;

    public Sequence<T> As(int steps, int batch, int width) => new((T*)Unsafe.AsPointer(ref _block[0]), steps, batch, width, width);

    /// <summary>Standard normal numbers.</summary>
    public static PinnedNumbers<double> Normal(int count, ulong seed)
    {
        var numbers = new PinnedNumbers<double>(count);
        var random = new RandomStream(seed);
        foreach (ref var number in numbers.All)
            number = random.NextNormal();
        return numbers;
    }
}
