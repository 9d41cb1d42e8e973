using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>Long short-term memory with a forget gate (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000).</summary>
/// i = σ(Wi x + Ri h + bi)   f = σ(Wf x + Rf h + bf)   g = tanh(Wg x + Rg h + bg)   o = σ(Wo x + Ro h + bo)
/// c' = f ⊙ c + i ⊙ g   h' = o ⊙ tanh(c')
readonly struct LstmCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int I = 0, F = 1, G = 2, O = 3;   // gates
    const int H = 0, C = 1;                 // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 4, RecurrentGates: 0, States: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L i = a.Gate(u.Gate(I)), f = a.Gate(u.Gate(F)), g = a.Candidate(u.Gate(G)), o = a.Gate(u.Gate(O));
        L c = a.Memory(L.MultiplyAdd(f, u.Previous(C), i * g));
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
        L i = u.Kept(I), f = u.Kept(F), g = u.Kept(G), o = u.Kept(O);
        L c = u.Previous(C), sum = L.MultiplyAdd(f, c, i * g), y = a.Output(a.Memory(sum));
        L dh = u.Gradient(H);
        L dc = a.MemoryBack(L.MultiplyAdd(dh * o, a.OutputSlope(y), u.Gradient(C)), sum);
        u.GateGradient(I, a.GateBack(dc * g, i));
        u.GateGradient(F, a.GateBack(dc * c, f));
        u.GateGradient(G, a.CandidateBack(dc * i, g));
        u.GateGradient(O, a.GateBack(dh * y, o));
        u.PreviousGradient(C, dc * f);
    }
}
