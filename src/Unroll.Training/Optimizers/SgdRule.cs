using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>
/// g ← g + λ p (coupled), p ← (1 − η λ) p (decoupled);   m ← μ m + (1 − δ) g, but m ← g in the first update;
/// p ← p − η m, or with Nesterov p ← p − η (g + μ m).
/// </summary>
readonly struct SgdRule<T> : IUpdateRule<T, SgdOptions, SgdRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _rate, _momentum, _keep, _decay, _shrink;
    readonly bool _hasMomentum, _nesterov;

    SgdRule(SgdOptions options, double rate, long update)
    {
        _rate = T.CreateChecked(rate);
        _momentum = T.CreateChecked(options.Momentum);
        _keep = T.CreateChecked(update == 1 ? 1 : 1 - options.Dampening);
        _decay = T.CreateChecked(options.DecoupledDecay ? 0 : options.WeightDecay);
        _shrink = T.CreateChecked(options.DecoupledDecay ? 1 - rate * options.WeightDecay : 1);
        _hasMomentum = options.Momentum > 0;
        _nesterov = options.Nesterov;
    }

    public static IReadOnlyList<string> StateNames(SgdOptions options) => options.Momentum > 0 ? ["momentum"] : [];

    public static SgdRule<T> At(SgdOptions options, double rate, long update) => new(options, rate, update);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var step = gradient + L.Broadcast(_decay) * value;
        if (_hasMomentum)
        {
            first = L.Broadcast(_momentum) * first + L.Broadcast(_keep) * step;
            step = _nesterov ? step + L.Broadcast(_momentum) * first : first;
        }
        return L.Broadcast(_shrink) * value - L.Broadcast(_rate) * step;
    }
}
