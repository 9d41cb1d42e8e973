using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Unrolling;

/// <summary>What is done to neighbouring numbers of some rows. Each result is rounded by itself: its bits do not depend on how many are made at a time.</summary>
interface IRowRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does it to a lane of numbers, from one place on.</summary>
    void Apply<TLane>(int at)
        where TLane : struct, ILane<TLane, T>;
}

/// <summary>Applies a rule along rows: in the widest lanes that fit, then in narrower ones.</summary>
static unsafe class RowSweep<L, T>
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From number 0 to before <paramref name="count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TRule>(TRule rule, int count)
        where TRule : struct, IRowRule<T>
    {
        var at = 0;
        for (; at + L.Count <= count; at += L.Count)
            rule.Apply<L>(at);
        for (; L.Count > Lane128<T>.Count && at + Lane128<T>.Count <= count; at += Lane128<T>.Count)
            rule.Apply<Lane128<T>>(at);
        for (; at < count; at++)
            rule.Apply<Scalar<T>>(at);
    }

    /// <summary><c>sum = left + right</c>.</summary>
    public static void Add(T* left, T* right, T* sum, int count) => Run(new Adding(left, right, sum), count);

    /// <summary><c>product = left ⊙ right</c>.</summary>
    public static void Multiply(T* left, T* right, T* product, int count) => Run(new Multiplying(left, right, product), count);

    /// <summary><c>target = source</c>: for rows so short that a call would take longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(T* source, T* target, int count) => Run(new Copying(source, target), count);

    readonly struct Copying(T* source, T* target) : IRowRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TLane>(int at)
            where TLane : struct, ILane<TLane, T> =>
            TLane.Store(TLane.Load(ref source[at]), ref target[at]);
    }

    readonly struct Adding(T* left, T* right, T* sum) : IRowRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TLane>(int at)
            where TLane : struct, ILane<TLane, T> =>
            TLane.Store(TLane.Load(ref left[at]) + TLane.Load(ref right[at]), ref sum[at]);
    }

    readonly struct Multiplying(T* left, T* right, T* product) : IRowRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TLane>(int at)
            where TLane : struct, ILane<TLane, T> =>
            TLane.Store(TLane.Load(ref left[at]) * TLane.Load(ref right[at]), ref product[at]);
    }
}
