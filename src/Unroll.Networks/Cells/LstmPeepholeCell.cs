using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>LSTM whose gates see the memory: input and forget gate the one before the step, the output gate the one after (Gers, Schraudolph and Schmidhuber 2002; Greff et al. 2017).</summary>
/// i = σ(Wi x + Ri h + pi ⊙ c + bi)   f = σ(Wf x + Rf h + pf ⊙ c + bf)   g = tanh(Wg x + Rg h + bg)
/// c' = f ⊙ c + i ⊙ g   o = σ(Wo x + Ro h + po ⊙ c' + bo)   h' = o ⊙ tanh(c')
readonly struct LstmPeepholeCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int I = 0, F = 1, G = 2, O = 3;   // gates
    const int Pi = 0, Pf = 1, Po = 2;       // weights of single units
    const int H = 0, C = 1;                 // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 4, RecurrentGates: 0, States: 2, UnitWeights: 3);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L before = u.Previous(C);
        L i = a.Gate(L.MultiplyAdd(u.Weight(Pi), before, u.Gate(I))), f = a.Gate(L.MultiplyAdd(u.Weight(Pf), before, u.Gate(F)));
        L g = a.Candidate(u.Gate(G));
        L c = a.Memory(L.MultiplyAdd(f, before, i * g));
        L o = a.Gate(L.MultiplyAdd(u.Weight(Po), c, u.Gate(O)));
        u.Keep(I, i);
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
        L i = u.Kept(I), f = u.Kept(F), g = u.Kept(G), o = u.Kept(O), before = u.Previous(C);
        L pi = u.Weight(Pi), pf = u.Weight(Pf), po = u.Weight(Po), dh = u.Gradient(H);
        L sum = L.MultiplyAdd(f, before, i * g), c = a.Memory(sum), y = a.Output(c);
        L toO = a.GateBack(dh * y, o);
        L dc = a.MemoryBack(L.MultiplyAdd(dh * o, a.OutputSlope(y), L.MultiplyAdd(toO, po, u.Gradient(C))), sum);
        L toI = a.GateBack(dc * g, i), toF = a.GateBack(dc * before, f);
        u.GateGradient(I, toI);
        u.GateGradient(F, toF);
        u.GateGradient(G, a.CandidateBack(dc * i, g));
        u.GateGradient(O, toO);
        u.WeightGradient(Pi, toI * before);
        u.WeightGradient(Pf, toF * before);
        u.WeightGradient(Po, toO * c);
        u.PreviousGradient(C, L.MultiplyAdd(dc, f, L.MultiplyAdd(toI, pi, toF * pf)));
    }
}
