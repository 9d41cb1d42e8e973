using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>The simple recurrent cell (Elman 1990, "Finding structure in time"); with the rectifier and R started as the identity the IRNN of Le, Jaitly and Hinton 2015.</summary>
/// h' = φ(W x + R h + b)   φ tanh as published
readonly struct ElmanCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int H = 0;   // the one gate and the one state

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 1, RecurrentGates: 0, States: 1);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L h = a.Candidate(u.Gate(H));
        u.Keep(H, h);
        u.Become(H, h);
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L h = u.Kept(H), dh = u.Gradient(H);
        u.GateGradient(H, a.CandidateBack(dh, h));
    }
}
