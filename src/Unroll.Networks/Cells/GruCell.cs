using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>Gated recurrent unit, reset applied after the recurrent product (Cho et al. 2014 v1; the form of cuDNN and PyTorch).</summary>
/// r = σ(Wr x + Rr h + br)   z = σ(Wz x + Rz h + bz)   n = tanh(Wn x + bn + r ⊙ (Rn h + bm))   h' = (1 − z) ⊙ n + z ⊙ h
readonly struct GruCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int N = 0, R = 1, Z = 2, M = 3;   // gates: input only | shared | recurrent only
    const int H = 0;                        // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 1, SharedGates: 2, RecurrentGates: 1, States: 1);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L r = a.Gate(u.Gate(R)), z = a.Gate(u.Gate(Z)), m = u.Gate(M);
        L n = a.Candidate(L.MultiplyAdd(r, m, u.Gate(N)));
        L h = u.Previous(H);
        u.Keep(N, n);
        u.Keep(R, r);
        u.Keep(Z, z);
        u.Keep(M, m);
        u.Become(H, L.MultiplyAdd(L.One - z, n, z * h));
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L n = u.Kept(N), r = u.Kept(R), z = u.Kept(Z), m = u.Kept(M), h = u.Previous(H), dh = u.Gradient(H);
        L dn = a.CandidateBack(dh * (L.One - z), n);
        u.GateGradient(N, dn);
        u.GateGradient(M, dn * r);
        u.GateGradient(R, a.GateBack(dn * m, r));
        u.GateGradient(Z, a.GateBack(dh * (h - n), z));
        u.PreviousGradient(H, dh * z);
    }
}
