using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>The independently recurrent cell, IndRNN: a unit sees no other unit, only itself (Li, Li, Cook, Zhu and Gao 2018).</summary>
/// h' = φ(W x + b + u ⊙ h)   φ the rectifier as published
readonly struct IndependentCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int H = 0;   // the one gate and the one state
    const int U = 0;   // weight of single units

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 1, SharedGates: 0, RecurrentGates: 0, States: 1, UnitWeights: 1);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L h = a.Candidate(L.MultiplyAdd(u.Weight(U), u.Previous(H), u.Gate(H)));
        u.Keep(H, h);
        u.Become(H, h);
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L weight = u.Weight(U), previous = u.Previous(H);
        L sum = a.CandidateBack(u.Gradient(H), u.Kept(H));
        u.GateGradient(H, sum);
        u.WeightGradient(U, sum * previous);
        u.PreviousGradient(H, sum * weight);
    }
}
