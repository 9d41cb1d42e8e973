using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>g ← g + λ p;   s ← s + g²;   p ← p − η / (1 + (t − 1) κ) · g / (√s + ε).</summary>
readonly struct AdagradRule<T> : IUpdateRule<T, AdagradOptions, AdagradRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _rate, _epsilon, _decay;

    AdagradRule(AdagradOptions options, double rate, long update)
    {
        _rate = T.CreateChecked(rate / (1 + (update - 1) * options.RateDecay));
        _epsilon = T.CreateChecked(options.Epsilon);
        _decay = T.CreateChecked(options.WeightDecay);
    }

    public static IReadOnlyList<string> StateNames(AdagradOptions options) => ["sumOfSquares"];

    public static AdagradRule<T> At(AdagradOptions options, double rate, long update) => new(options, rate, update);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var g = gradient + L.Broadcast(_decay) * value;
        first += g * g;
        return value - L.Broadcast(_rate) * (g / (L.SquareRoot(first) + L.Broadcast(_epsilon)));
    }
}
