using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>p ← (1 − η λ) p;   p ← p − η sign(β₁ m + (1 − β₁) g);   m ← β₂ m + (1 − β₂) g, with sign(0) = 0.</summary>
readonly struct LionRule<T> : IUpdateRule<T, LionOptions, LionRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _rate, _beta1, _rest1, _beta2, _rest2, _shrink;

    LionRule(LionOptions options, double rate)
    {
        _rate = T.CreateChecked(rate);
        _beta1 = T.CreateChecked(options.Beta1);
        _rest1 = T.CreateChecked(1 - options.Beta1);
        _beta2 = T.CreateChecked(options.Beta2);
        _rest2 = T.CreateChecked(1 - options.Beta2);
        _shrink = T.CreateChecked(1 - rate * options.WeightDecay);
    }

    public static IReadOnlyList<string> StateNames(LionOptions options) => ["moment1"];

    public static LionRule<T> At(LionOptions options, double rate, long update) => new(options, rate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var direction = L.Broadcast(_beta1) * first + L.Broadcast(_rest1) * gradient;
        first = L.Broadcast(_beta2) * first + L.Broadcast(_rest2) * gradient;
        var rate = L.Broadcast(_rate);
        var step = L.SelectLess(L.Zero, direction, rate, L.SelectLess(direction, L.Zero, -rate, L.Zero));
        return L.Broadcast(_shrink) * value - step;
    }
}
