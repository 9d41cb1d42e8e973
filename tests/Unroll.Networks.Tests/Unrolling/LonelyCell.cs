using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>A unit that reads its own memory through weights of its own, before and after the step, and no other unit: h' = tanh(a + w0 h + w1 c), c' = b · σ(w2 c), with no recurrent matrix.</summary>
readonly struct LonelyCell : ICellMath
{
    const int A = 0, B = 1, H = 0, C = 1;

    public static CellLayout Layout => new(InputGates: 2, SharedGates: 0, RecurrentGates: 0, States: 2, UnitWeights: 3);

    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L a = u.Gate(A), b = u.Gate(B), c = u.Previous(C);
        L y = L.Tanh(a + u.Weight(0) * u.Previous(H) + u.Weight(1) * c), s = L.Sigmoid(u.Weight(2) * c);
        u.Keep(A, y);
        u.Keep(B, b);
        u.Become(H, y);
        u.Become(C, b * s);
    }

    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L y = u.Kept(A), b = u.Kept(B), h = u.Previous(H), c = u.Previous(C);
        L s = L.Sigmoid(u.Weight(2) * c), da = u.Gradient(H) * (L.One - y * y), dc = u.Gradient(C), dv = dc * b * s * (L.One - s);
        u.GateGradient(A, da);
        u.GateGradient(B, dc * s);
        u.WeightGradient(0, da * h);
        u.WeightGradient(1, da * c);
        u.WeightGradient(2, dv * c);
        u.PreviousGradient(H, da * u.Weight(0));
        u.PreviousGradient(C, da * u.Weight(1) + dv * u.Weight(2));
    }
}
