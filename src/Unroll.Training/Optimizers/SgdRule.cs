using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>g ← g + λ p;   m ← μ m + g;   p ← p − η m, or with Nesterov p ← p − η (g + μ m).</summary>
readonly struct SgdRule<T> : IUpdateRule<T, SgdOptions, SgdRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _rate, _momentum, _decay;
    readonly bool _hasMomentum, _nesterov;

    SgdRule(SgdOptions options, double rate)
    {
        _rate = T.CreateChecked(rate);
        _momentum = T.CreateChecked(options.Momentum);
        _decay = T.CreateChecked(options.WeightDecay);
        _hasMomentum = options.Momentum > 0;
        _nesterov = options.Nesterov;
    }

    public static IReadOnlyList<string> StateNames(SgdOptions options) => options.Momentum > 0 ? ["momentum"] : [];

    public static SgdRule<T> At(SgdOptions options, double rate, long update) => new(options, rate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var step = gradient + L.Broadcast(_decay) * value;
        if (_hasMomentum)
        {
            first = L.Broadcast(_momentum) * first + step;
            step = _nesterov ? step + L.Broadcast(_momentum) * first : first;
        }
        return value - L.Broadcast(_rate) * step;
    }
}
