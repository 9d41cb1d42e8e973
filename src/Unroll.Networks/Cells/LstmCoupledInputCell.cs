using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>LSTM in which what is not written is kept: f = 1 − i (Greff et al. 2017, CIFG); the reading of ONNX <c>input_forget</c>.</summary>
/// i = σ(Wi x + Ri h + bi)   g = tanh(Wg x + Rg h + bg)
/// c' = (1 − i) ⊙ c + i ⊙ g   o = σ(Wo x + Ro h + bo)   h' = o ⊙ tanh(c')
/// <remarks>
/// The reading that starts from the input gate; ONNX ignores the weights of its forget gate then. As σ(−z) = 1 − σ(z), this is the other reading with the sign of that gate's weights and bias turned.
/// </remarks>
readonly struct LstmCoupledInputCell<TFunctions> : ICellMath
    where TFunctions : struct, ICellFunctions
{
    const int I = 0, G = 1, O = 2;   // gates
    const int H = 0, C = 1;          // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 3, RecurrentGates: 0, States: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L i = a.Gate(u.Gate(I)), g = a.Candidate(u.Gate(G)), o = a.Gate(u.Gate(O));
        L c = a.Memory(L.MultiplyAdd(L.One - i, u.Previous(C), i * g));
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
        L i = u.Kept(I), g = u.Kept(G), o = u.Kept(O), c = u.Previous(C);
        L sum = L.MultiplyAdd(L.One - i, c, i * g), y = a.Output(a.Memory(sum));
        L dh = u.Gradient(H);
        L dc = a.MemoryBack(L.MultiplyAdd(dh * o, a.OutputSlope(y), u.Gradient(C)), sum);
        u.GateGradient(I, a.GateBack(dc * (g - c), i));
        u.GateGradient(G, a.CandidateBack(dc * i, g));
        u.GateGradient(O, a.GateBack(dh * y, o));
        u.PreviousGradient(C, dc * (L.One - i));
    }
}
