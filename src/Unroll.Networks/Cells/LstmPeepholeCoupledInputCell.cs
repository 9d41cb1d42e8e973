using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>LSTM with peepholes in which what is not written is kept: f = 1 − i; the reading of ONNX <c>input_forget</c>.</summary>
/// i = σ(Wi x + Ri h + pi ⊙ c + bi)   g = tanh(Wg x + Rg h + bg)
/// c' = (1 − i) ⊙ c + i ⊙ g   o = σ(Wo x + Ro h + po ⊙ c' + bo)   h' = o ⊙ tanh(c')
/// <remarks>
/// <see cref="LstmPeepholeCell{TFunctions}"/> and <see cref="LstmCoupledInputCell{TFunctions}"/> in one.
/// </remarks>
readonly struct LstmPeepholeCoupledInputCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int I = 0, G = 1, O = 2;   // gates
    const int Pi = 0, Po = 1;        // weights of single units
    const int H = 0, C = 1;          // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 3, RecurrentGates: 0, States: 2, UnitWeights: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L before = u.Previous(C);
        L i = a.Gate(L.MultiplyAdd(u.Weight(Pi), before, u.Gate(I))), g = a.Candidate(u.Gate(G));
        L c = a.Memory(L.MultiplyAdd(L.One - i, before, i * g));
        L o = a.Gate(L.MultiplyAdd(u.Weight(Po), c, u.Gate(O)));
        u.Keep(I, i);
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
        L i = u.Kept(I), g = u.Kept(G), o = u.Kept(O), before = u.Previous(C);
        L pi = u.Weight(Pi), po = u.Weight(Po), dh = u.Gradient(H);
        L sum = L.MultiplyAdd(L.One - i, before, i * g), c = a.Memory(sum), y = a.Output(c);
        L toO = a.GateBack(dh * y, o);
        L dc = a.MemoryBack(L.MultiplyAdd(dh * o, a.OutputSlope(y), L.MultiplyAdd(toO, po, u.Gradient(C))), sum);
        L toI = a.GateBack(dc * (g - before), i);
        u.GateGradient(I, toI);
        u.GateGradient(G, a.CandidateBack(dc * i, g));
        u.GateGradient(O, toO);
        u.WeightGradient(Pi, toI * before);
        u.WeightGradient(Po, toO * c);
        u.PreviousGradient(C, L.MultiplyAdd(dc, L.One - i, toI * pi));
    }
}
