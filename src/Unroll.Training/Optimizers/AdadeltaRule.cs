using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Optimizers;

/// <summary>g ← g + λ p;   s ← ρ s + (1 − ρ) g²;   d = √(u + ε) / √(s + ε) · g;   u ← ρ u + (1 − ρ) d²;   p ← p − η d.</summary>
readonly struct AdadeltaRule<T> : IUpdateRule<T, AdadeltaOptions, AdadeltaRule<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _rate, _rho, _rest, _epsilon, _decay;

    AdadeltaRule(AdadeltaOptions options, double rate)
    {
        _rate = T.CreateChecked(rate);
        _rho = T.CreateChecked(options.Rho);
        _rest = T.CreateChecked(1 - options.Rho);
        _epsilon = T.CreateChecked(options.Epsilon);
        _decay = T.CreateChecked(options.WeightDecay);
    }

    public static IReadOnlyList<string> StateNames(AdadeltaOptions options) => ["meanSquare", "meanSquareStep"];

    public static AdadeltaRule<T> At(AdadeltaOptions options, double rate, long update) => new(options, rate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Apply<L>(L value, L gradient, ref L first, ref L second, ref L third)
        where L : struct, IVectorLane<L, T>
    {
        var g = gradient + L.Broadcast(_decay) * value;
        first = L.Broadcast(_rho) * first + L.Broadcast(_rest) * (g * g);
        var step = L.SquareRoot(second + L.Broadcast(_epsilon)) / L.SquareRoot(first + L.Broadcast(_epsilon)) * g;
        second = L.Broadcast(_rho) * second + L.Broadcast(_rest) * (step * step);
        return value - L.Broadcast(_rate) * step;
    }
}
