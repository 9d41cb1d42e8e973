using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>
/// The "very simple LSTM" of a student report: an LSTM under other names, ξ forget, μ remember, θ recall, ι the input node, ζ the memory, which starts from ones.
/// </summary>
/// ξ = σ(Wξ x + Rξ h + bξ)   μ = σ(Wμ x + Rμ h + bμ)   θ = σ(Wθ x + Rθ h + bθ)   ι = tanh(Wι x + Rι h + bι)
/// ζ' = ξ ⊙ ζ + μ ⊙ ι   h' = θ ⊙ tanh(ζ')
/// <typeparam name="TWiring">Who reads the previous output.</typeparam>
/// <typeparam name="TFunctions">The functions.</typeparam>
readonly struct VsLstmCell<TWiring, TFunctions> : ICellMath
    where TWiring : struct, VsLstmWiring.IWiring
    where TFunctions : struct, ICellFunctions
{
    const int Xi = 0, Mu = 1, Theta = 2, Iota = 3;   // gates; in the report's wiring the first three read the input only
    const int H = 0, Zeta = 1;                       // states

    /// <inheritdoc/>
    public static CellLayout Layout => new(TWiring.InputGates, SharedGates: 4 - TWiring.InputGates, RecurrentGates: 0, States: 2);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L xi = a.Gate(u.Gate(Xi)), mu = a.Gate(u.Gate(Mu)), theta = a.Gate(u.Gate(Theta)), iota = a.Candidate(u.Gate(Iota));
        L zeta = a.Memory(L.MultiplyAdd(xi, u.Previous(Zeta), mu * iota));
        u.Keep(Xi, xi);
        u.Keep(Mu, mu);
        u.Keep(Theta, theta);
        u.Keep(Iota, iota);
        u.Become(Zeta, zeta);
        u.Become(H, theta * a.Output(zeta));
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        var a = u.Functions<TFunctions>();
        L xi = u.Kept(Xi), mu = u.Kept(Mu), theta = u.Kept(Theta), iota = u.Kept(Iota);
        L zeta = u.Previous(Zeta), sum = L.MultiplyAdd(xi, zeta, mu * iota), y = a.Output(a.Memory(sum));
        L dh = u.Gradient(H);
        L dzeta = a.MemoryBack(L.MultiplyAdd(dh * theta, a.OutputSlope(y), u.Gradient(Zeta)), sum);
        u.GateGradient(Xi, a.GateBack(dzeta * zeta, xi));
        u.GateGradient(Mu, a.GateBack(dzeta * iota, mu));
        u.GateGradient(Theta, a.GateBack(dh * y, theta));
        u.GateGradient(Iota, a.CandidateBack(dzeta * mu, iota));
        u.PreviousGradient(Zeta, dzeta * xi);
    }
}

/// <summary>Who reads the previous output of a VS-LSTM.</summary>
static class VsLstmWiring
{
    /// <summary>A wiring.</summary>
    internal interface IWiring
    {
        /// <summary>Gates, the first ones, that read the input only.</summary>
        static abstract int InputGates { get; }
    }

    /// <summary>The right one: all gates and the input node.</summary>
    internal readonly struct EveryGate : IWiring
    {
        /// <inheritdoc/>
        public static int InputGates => 0;
    }

    /// <summary>That of the report's code: the input node alone.</summary>
    internal readonly struct InputNodeOnly : IWiring
    {
        /// <inheritdoc/>
        public static int InputGates => 3;
    }
}
