using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>Long short-term memory with a forget gate (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000).</summary>
/// i = σ(Wi x + Ri h + bi)   f = σ(Wf x + Rf h + bf)   g = tanh(Wg x + Rg h + bg)   o = σ(Wo x + Ro h + bo)
/// c' = f ⊙ c + i ⊙ g   h' = o ⊙ tanh(c')
public readonly struct LstmCell : ICellMath
{
    const int I = 0, F = 1, G = 2, O = 3;   // gates
    const int H = 0, C = 1;                 // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 4, RecurrentGates: 0, States: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L i = L.Sigmoid(u.Gate(I)), f = L.Sigmoid(u.Gate(F)), g = L.Tanh(u.Gate(G)), o = L.Sigmoid(u.Gate(O));
        L c = L.MultiplyAdd(f, u.Previous(C), i * g);
        u.Keep(I, i);
        u.Keep(F, f);
        u.Keep(G, g);
        u.Keep(O, o);
        u.Become(C, c);
        u.Become(H, o * L.Tanh(c));
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L i = u.Kept(I), f = u.Kept(F), g = u.Kept(G), o = u.Kept(O);
        L c = u.Previous(C), y = L.Tanh(L.MultiplyAdd(f, c, i * g));
        L dh = u.Gradient(H);
        L dc = L.MultiplyAdd(dh * o, L.One - y * y, u.Gradient(C));
        u.GateGradient(I, dc * g * i * (L.One - i));
        u.GateGradient(F, dc * c * f * (L.One - f));
        u.GateGradient(G, dc * i * (L.One - g * g));
        u.GateGradient(O, dh * y * o * (L.One - o));
        u.PreviousGradient(C, dc * f);
    }
}
