using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>
/// g ← g + λ p (coupled), p ← (1 − η λ) p (decoupled);   m ← β₁ m + (1 − β₁) g;   v ← β₂ v + (1 − β₂) g²;
/// ρ∞ = 2 / (1 − β₂) − 1;   ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ);   r = √((ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ));
/// p ← p − η / (1 − β₁ᵗ) · m · r √(1 − β₂ᵗ) / (√v + ε) where ρ &gt; 5, else p ← p − η / (1 − β₁ᵗ) · m.
/// </summary>
readonly struct RAdamRule<T> : IUpdateRule<T, RAdamOptions, RAdamRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The paper's condition is ρ > 4, where r begins to exist; its authors' program and PyTorch wait until 5.
    const double LeastLength = 5;

    readonly T _beta1, _rest1, _beta2, _rest2, _epsilon, _decay, _shrink, _step;
    readonly bool _rectified;

    RAdamRule(RAdamOptions options, double rate, long update)
    {
        _beta1 = T.CreateChecked(options.Beta1);
        _rest1 = T.CreateChecked(1 - options.Beta1);
        _beta2 = T.CreateChecked(options.Beta2);
        _rest2 = T.CreateChecked(1 - options.Beta2);
        _epsilon = T.CreateChecked(options.Epsilon);
        _decay = T.CreateChecked(options.DecoupledDecay ? 0 : options.WeightDecay);
        _shrink = T.CreateChecked(options.DecoupledDecay ? 1 - rate * options.WeightDecay : 1);
        var power = Math.Pow(options.Beta2, update);
        var longest = 2 / (1 - options.Beta2) - 1;
        var length = longest - 2 * update * power / (1 - power);
        _rectified = length > LeastLength;
        var rectification = _rectified ? Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length) * (1 - power)) : 1;
        _step = T.CreateChecked(rate / (1 - Math.Pow(options.Beta1, update)) * rectification);
    }

    public static IReadOnlyList<string> StateNames(RAdamOptions options) => ["moment1", "moment2"];

    public static RAdamRule<T> At(RAdamOptions options, double rate, long update) => new(options, rate, update);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var g = gradient + L.Broadcast(_decay) * value;
        first = L.Broadcast(_beta1) * first + L.Broadcast(_rest1) * g;
        second = L.Broadcast(_beta2) * second + L.Broadcast(_rest2) * (g * g);
        var direction = _rectified ? first / (L.SquareRoot(second) + L.Broadcast(_epsilon)) : first;
        return L.Broadcast(_shrink) * value - L.Broadcast(_step) * direction;
    }
}
