using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>The minimal gated unit, MGU: one gate both forgets and updates (Zhou, Wu, Zhang and Zhou 2016).</summary>
/// f = σ(Wf x + Rf h + bf)   n = tanh(Wn x + Rn (f ⊙ h) + bn)   h' = (1 − f) ⊙ h + f ⊙ n
readonly struct MinimalGatedCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int F = 0, N = 1;   // gates: early | late
    const int H = 0;          // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 2, RecurrentGates: 0, States: 1, LateGates: 1);

    /// <inheritdoc/>
    public static void Early<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L f = a.Gate(u.Gate(F)), h = u.Previous(H);
        u.Keep(F, f);
        u.Feed(f * h);
    }

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L f = u.Gate(F), n = a.Candidate(u.Gate(N)), h = u.Previous(H);
        u.Keep(N, n);
        u.Become(H, L.MultiplyAdd(L.One - f, h, f * n));
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L f = u.Kept(F), n = u.Kept(N), h = u.Previous(H), dh = u.Gradient(H);
        u.GateGradient(N, a.CandidateBack(dh * f, n));
        u.Leave(dh * (n - h));
        u.PreviousGradient(H, dh * (L.One - f));
    }

    /// <inheritdoc/>
    public static void EarlyBackward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L f = u.Kept(F), h = u.Previous(H), feed = u.FeedGradient(), df = u.Left();
        u.GateGradient(F, a.GateBack(L.MultiplyAdd(feed, h, df), f));
        u.AddPreviousGradient(H, feed * f);
    }
}
