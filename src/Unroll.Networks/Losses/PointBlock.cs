using System;
using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>A piece of the stream of <see cref="PointRows{T}"/>, side by side in memory, so that every lane is full whatever the width of a row.</summary>
/// <param name="memory"><see cref="Numbers"/> numbers.</param>
readonly unsafe struct PointBlock<T>(T* memory)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers in a full block: a multiple of every lane's count and of the parts of the sum.</summary>
    public const int Size = 256;

    /// <summary>The memory that a block needs.</summary>
    public const int Numbers = 5 * Size;

    /// <summary>Outputs; after <see cref="Apply"/> the gradients.</summary>
    public T* Outputs => memory;

    /// <summary>Targets; after <see cref="Apply"/> the losses, weighted.</summary>
    public T* Targets => memory + Size;

    /// <summary>The weight of each number's place.</summary>
    public T* Weights => memory + 2 * Size;

    /// <summary>What the derivative is multiplied by: the weight, and what the reduction asks for.</summary>
    public T* Factors => memory + 3 * Size;

    /// <summary>The parameter of each number's column.</summary>
    public T* Parameters => memory + 4 * Size;

    /// <summary>All numbers 1: what lies behind the last number of a block is computed and dropped, and should not be slow.</summary>
    public void Clear() => new Span<T>(memory, Numbers).Fill(T.One);

    /// <summary>Puts gradients in place of outputs and losses in place of targets.</summary>
    public void Apply<L, TRule>(TRule rule, int count)
        where L : struct, IVectorLane<L, T>
        where TRule : struct, IPointRule<T>
    {
        for (var i = 0; i < count; i += L.Count)
        {
            var loss = rule.Measure(L.Load(ref Outputs[i]), L.Load(ref Targets[i]), L.Load(ref Parameters[i]), out var slope);
            L.Store(loss * L.Load(ref Weights[i]), ref Targets[i]);
            L.Store(slope * L.Load(ref Factors[i]), ref Outputs[i]);
        }
    }
}
