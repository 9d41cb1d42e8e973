using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>Gated recurrent unit, reset applied before the recurrent product (Cho et al. 2014; ONNX with <c>linear_before_reset = 0</c>, Keras with <c>reset_after = False</c>).</summary>
/// r = σ(Wr x + Rr h + br)   z = σ(Wz x + Rz h + bz)   n = tanh(Wn x + Rn (r ⊙ h) + bn)   h' = (1 − z) ⊙ n + z ⊙ h
readonly struct GruResetBeforeCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int R = 0, Z = 1, N = 2;   // gates: early | late
    const int H = 0;                 // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 3, RecurrentGates: 0, States: 1, LateGates: 1);

    /// <inheritdoc/>
    public static void Early<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L r = a.Gate(u.Gate(R)), z = a.Gate(u.Gate(Z)), h = u.Previous(H);
        u.Keep(R, r);
        u.Keep(Z, z);
        u.Feed(r * h);
    }

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L z = u.Gate(Z), n = a.Candidate(u.Gate(N)), h = u.Previous(H);
        u.Keep(N, n);
        u.Become(H, L.MultiplyAdd(L.One - z, n, z * h));
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L z = u.Kept(Z), n = u.Kept(N), h = u.Previous(H), dh = u.Gradient(H);
        u.GateGradient(N, a.CandidateBack(dh * (L.One - z), n));
        u.Leave(dh * (h - n));
        u.PreviousGradient(H, dh * z);
    }

    /// <inheritdoc/>
    public static void EarlyBackward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L r = u.Kept(R), z = u.Kept(Z), h = u.Previous(H), feed = u.FeedGradient(), dz = u.Left();
        u.GateGradient(R, a.GateBack(feed * h, r));
        u.GateGradient(Z, a.GateBack(dz, z));
        u.AddPreviousGradient(H, feed * r);
    }
}
