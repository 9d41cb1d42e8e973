using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>LSTM with peepholes in which what is not kept is written: i = 1 − f.</summary>
/// f = σ(Wf x + Rf h + pf ⊙ c + bf)   g = tanh(Wg x + Rg h + bg)
/// c' = f ⊙ c + (1 − f) ⊙ g   o = σ(Wo x + Ro h + po ⊙ c' + bo)   h' = o ⊙ tanh(c')
/// <remarks>
/// <see cref="LstmPeepholeCell{TFunctions}"/> and <see cref="LstmCoupledCell{TFunctions}"/> in one.
/// </remarks>
readonly struct LstmPeepholeCoupledCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int F = 0, G = 1, O = 2;   // gates
    const int Pf = 0, Po = 1;        // weights of single units
    const int H = 0, C = 1;          // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 3, RecurrentGates: 0, States: 2, UnitWeights: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L before = u.Previous(C);
        L f = a.Gate(L.MultiplyAdd(u.Weight(Pf), before, u.Gate(F))), g = a.Candidate(u.Gate(G));
        L c = a.Memory(L.MultiplyAdd(f, before, (L.One - f) * g));
        L o = a.Gate(L.MultiplyAdd(u.Weight(Po), c, u.Gate(O)));
        u.Keep(F, f);
        u.Keep(G, g);
        u.Keep(O, o);
        u.Become(C, c);
        u.Become(H, o * a.Output(c));
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L f = u.Kept(F), g = u.Kept(G), o = u.Kept(O), before = u.Previous(C);
        L pf = u.Weight(Pf), po = u.Weight(Po), dh = u.Gradient(H);
        L sum = L.MultiplyAdd(f, before, (L.One - f) * g), c = a.Memory(sum), y = a.Output(c);
        L toO = a.GateBack(dh * y, o);
        L dc = a.MemoryBack(L.MultiplyAdd(dh * o, a.OutputSlope(y), L.MultiplyAdd(toO, po, u.Gradient(C))), sum);
        L toF = a.GateBack(dc * (before - g), f);
        u.GateGradient(F, toF);
        u.GateGradient(G, a.CandidateBack(dc * (L.One - f), g));
        u.GateGradient(O, toO);
        u.WeightGradient(Pf, toF * before);
        u.WeightGradient(Po, toO * c);
        u.PreviousGradient(C, L.MultiplyAdd(dc, f, toF * pf));
    }
}
