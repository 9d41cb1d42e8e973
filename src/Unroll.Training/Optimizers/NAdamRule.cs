using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>
/// g ← g + λ p (coupled), p ← (1 − η λ) p (decoupled);   μₜ = β₁ (1 − 0.96^(t ψ) / 2);   m ← β₁ m + (1 − β₁) g;   v ← β₂ v + (1 − β₂) g²;
/// p ← p − η ((1 − μₜ) / (1 − μ₁…μₜ) · g + μₜ₊₁ / (1 − μ₁…μₜ₊₁) · m) / (√v / √(1 − β₂ᵗ) + ε).
/// </summary>
readonly struct NAdamRule<T> : IUpdateRule<T, NAdamOptions, NAdamRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _beta1, _rest1, _beta2, _rest2, _epsilon, _decay, _shrink, _gradientStep, _momentStep, _rootScale;
    readonly long _update;
    readonly double _product;   // μ₁…μₜ

    NAdamRule(NAdamOptions options, double rate, long update, double product)
    {
        var (momentum, next) = (Momentum(options, update), Momentum(options, update + 1));
        _update = update;
        _product = product;
        _beta1 = T.CreateChecked(options.Beta1);
        _rest1 = T.CreateChecked(1 - options.Beta1);
        _beta2 = T.CreateChecked(options.Beta2);
        _rest2 = T.CreateChecked(1 - options.Beta2);
        _epsilon = T.CreateChecked(options.Epsilon);
        _decay = T.CreateChecked(options.DecoupledDecay ? 0 : options.WeightDecay);
        _shrink = T.CreateChecked(options.DecoupledDecay ? 1 - rate * options.WeightDecay : 1);
        _gradientStep = T.CreateChecked(rate * (1 - momentum) / (1 - product));
        _momentStep = T.CreateChecked(rate * next / (1 - product * next));
        _rootScale = T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, update)));
    }

    static double Momentum(NAdamOptions options, long update) => options.Beta1 * (1 - 0.5 * Math.Pow(0.96, update * options.MomentumDecay));

    public static IReadOnlyList<string> StateNames(NAdamOptions options) => ["moment1", "moment2"];

    // A resumed run has no product to go on from and multiplies anew, in the same order: once, not at every update.
    public static NAdamRule<T> At(NAdamOptions options, double rate, long update)
    {
        var product = 1.0;
        for (var t = 1L; t <= update; t++)
            product *= Momentum(options, t);
        return new(options, rate, update, product);
    }

    public static NAdamRule<T> After(in NAdamRule<T> before, NAdamOptions options, double rate, long update) =>
        before._update > 0 && before._update == update - 1 ? new(options, rate, update, before._product * Momentum(options, update)) : At(options, rate, update);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var g = gradient + L.Broadcast(_decay) * value;
        first = L.Broadcast(_beta1) * first + L.Broadcast(_rest1) * g;
        second = L.Broadcast(_beta2) * second + L.Broadcast(_rest2) * (g * g);
        var root = L.SquareRoot(second) * L.Broadcast(_rootScale) + L.Broadcast(_epsilon);
        var step = L.Broadcast(_gradientStep) * g + L.Broadcast(_momentStep) * first;
        return L.Broadcast(_shrink) * value - step / root;
    }
}
