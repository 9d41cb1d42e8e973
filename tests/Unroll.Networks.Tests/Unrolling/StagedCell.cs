using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>The GRU as it was first published, with a peephole in its early gate so that nothing is left out: r = σ(a + w h), z = σ(b), n = tanh(W x + R (r ⊙ h)), h' = (1 − z) n + z h.</summary>
readonly struct StagedCell : ICellMath
{
    const int R = 0, Z = 1, N = 2, H = 0;

    public static CellLayout Layout => new(InputGates: 0, SharedGates: 3, RecurrentGates: 0, States: 1, UnitWeights: 1, LateGates: 1);

    public static void Early<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L h = u.Previous(H), r = L.Sigmoid(u.Gate(R) + u.Weight(0) * h), z = L.Sigmoid(u.Gate(Z));
        u.Keep(R, r);
        u.Keep(Z, z);
        u.Feed(r * h);
    }

    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L z = u.Gate(Z), n = L.Tanh(u.Gate(N)), h = u.Previous(H);
        u.Keep(N, n);
        u.Become(H, (L.One - z) * n + z * h);
    }

    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L z = u.Kept(Z), n = u.Kept(N), h = u.Previous(H), dh = u.Gradient(H);
        u.GateGradient(N, dh * (L.One - z) * (L.One - n * n));
        u.Leave(dh * (h - n));
        u.PreviousGradient(H, dh * z);
    }

    public static void EarlyBackward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L r = u.Kept(R), z = u.Kept(Z), h = u.Previous(H), feed = u.FeedGradient(), dz = u.Left();
        L dr = feed * h * r * (L.One - r);
        u.GateGradient(R, dr);
        u.GateGradient(Z, dz * z * (L.One - z));
        u.WeightGradient(0, dr * h);
        u.AddPreviousGradient(H, feed * r + dr * u.Weight(0));
    }
}
