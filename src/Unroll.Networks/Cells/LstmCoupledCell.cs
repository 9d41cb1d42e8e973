using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>LSTM in which what is not kept is written: i = 1 − f (Greff et al. 2017, "coupled input and forget gate").</summary>
/// f = σ(Wf x + Rf h + bf)   g = tanh(Wg x + Rg h + bg)
/// c' = f ⊙ c + (1 − f) ⊙ g   o = σ(Wo x + Ro h + bo)   h' = o ⊙ tanh(c')
/// <remarks>
/// The reading that starts from the forget gate. As σ(−z) = 1 − σ(z), this is the other reading with the sign of that gate's weights and bias turned.
/// </remarks>
readonly struct LstmCoupledCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int F = 0, G = 1, O = 2;   // gates
    const int H = 0, C = 1;          // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 3, RecurrentGates: 0, States: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L f = a.Gate(u.Gate(F)), g = a.Candidate(u.Gate(G)), o = a.Gate(u.Gate(O));
        L c = a.Memory(L.MultiplyAdd(f, u.Previous(C), (L.One - f) * g));
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
        L f = u.Kept(F), g = u.Kept(G), o = u.Kept(O), c = u.Previous(C);
        L sum = L.MultiplyAdd(f, c, (L.One - f) * g), y = a.Output(a.Memory(sum));
        L dh = u.Gradient(H);
        L dc = a.MemoryBack(L.MultiplyAdd(dh * o, a.OutputSlope(y), u.Gradient(C)), sum);
        u.GateGradient(F, a.GateBack(dc * (c - g), f));
        u.GateGradient(G, a.CandidateBack(dc * (L.One - f), g));
        u.GateGradient(O, a.GateBack(dh * y, o));
        u.PreviousGradient(C, dc * f);
    }
}
