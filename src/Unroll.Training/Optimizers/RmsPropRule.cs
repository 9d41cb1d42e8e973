using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>
/// g ← g + λ p;   s ← α s + (1 − α) g²;   a ← α a + (1 − α) g (centred);   d = √(s − a²) + ε;
/// m ← μ m + g / d;   p ← p − η m.
/// </summary>
readonly struct RmsPropRule<T> : IUpdateRule<T, RmsPropOptions, RmsPropRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _rate, _alpha, _rest, _epsilon, _momentum, _decay;
    readonly bool _hasMomentum, _centred;

    RmsPropRule(RmsPropOptions options, double rate)
    {
        _rate = T.CreateChecked(rate);
        _alpha = T.CreateChecked(options.Alpha);
        _rest = T.CreateChecked(1 - options.Alpha);
        _epsilon = T.CreateChecked(options.Epsilon);
        _momentum = T.CreateChecked(options.Momentum);
        _decay = T.CreateChecked(options.WeightDecay);
        _hasMomentum = options.Momentum > 0;
        _centred = options.Centred;
    }

    public static IReadOnlyList<string> StateNames(RmsPropOptions options) => (options.Centred, options.Momentum > 0) switch
    {
        (true, true) => ["meanSquare", "mean", "momentum"],
        (true, false) => ["meanSquare", "mean"],
        (false, true) => ["meanSquare", "momentum"],
        _ => ["meanSquare"],
    };

    public static RmsPropRule<T> At(RmsPropOptions options, double rate, long update) => new(options, rate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var g = gradient + L.Broadcast(_decay) * value;
        first = L.Broadcast(_alpha) * first + L.Broadcast(_rest) * (g * g);
        var square = first;
        if (_centred)
        {
            second = L.Broadcast(_alpha) * second + L.Broadcast(_rest) * g;
            // Rounding can leave a variance just below zero, whose root would be NaN.
            square -= second * second;
            square = L.SelectLess(square, L.Zero, L.Zero, square);
        }
        var step = g / (L.SquareRoot(square) + L.Broadcast(_epsilon));
        if (_hasMomentum && _centred)
            step = third = L.Broadcast(_momentum) * third + step;
        else if (_hasMomentum)
            step = second = L.Broadcast(_momentum) * second + step;
        return value - L.Broadcast(_rate) * step;
    }
}
