using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>What Adam and AdamW have in common; they differ in which of the two decays is not zero.</summary>
sealed record AdamSettings(double Beta1, double Beta2, double Epsilon, double CoupledDecay, double DecoupledDecay, bool LargestSquare);

/// <summary>
/// g ← g + λ p (Adam);   p ← (1 − η λ) p (AdamW);   m ← β₁ m + (1 − β₁) g;   v ← β₂ v + (1 − β₂) g²;
/// p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), with the largest v so far in AMSGrad.
/// </summary>
readonly struct AdamRule<T> : IUpdateRule<T, AdamSettings, AdamRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _beta1, _rest1, _beta2, _rest2, _epsilon, _decay, _shrink, _step, _rootScale;
    readonly bool _largest;

    AdamRule(AdamSettings settings, double rate, long update)
    {
        _beta1 = T.CreateChecked(settings.Beta1);
        _rest1 = T.CreateChecked(1 - settings.Beta1);
        _beta2 = T.CreateChecked(settings.Beta2);
        _rest2 = T.CreateChecked(1 - settings.Beta2);
        _epsilon = T.CreateChecked(settings.Epsilon);
        _decay = T.CreateChecked(settings.CoupledDecay);
        _shrink = T.CreateChecked(1 - rate * settings.DecoupledDecay);
        _largest = settings.LargestSquare;
        _step = T.CreateChecked(rate / (1 - Math.Pow(settings.Beta1, update)));
        _rootScale = T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(settings.Beta2, update)));
    }

    public static IReadOnlyList<string> StateNames(AdamSettings options) =>
        options.LargestSquare ? ["moment1", "moment2", "largestMoment2"] : ["moment1", "moment2"];

    public static AdamRule<T> At(AdamSettings options, double rate, long update) => new(options, rate, update);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var g = gradient + L.Broadcast(_decay) * value;
        first = L.Broadcast(_beta1) * first + L.Broadcast(_rest1) * g;
        second = L.Broadcast(_beta2) * second + L.Broadcast(_rest2) * (g * g);
        var square = second;
        if (_largest)
            square = third = L.SelectLess(third, second, second, third);
        var root = L.SquareRoot(square) * L.Broadcast(_rootScale) + L.Broadcast(_epsilon);
        return L.Broadcast(_shrink) * value - L.Broadcast(_step) * (first / root);
    }
}
