using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>The simple recurrent cell with tanh (Elman 1990, "Finding structure in time").</summary>
/// h' = tanh(W x + R h + b)
public readonly struct ElmanCell : ICellMath
{
    const int H = 0;

    /// <inheritdoc/>
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 1, RecurrentGates: 0, States: 1);

    /// <inheritdoc/>
    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L h = L.Tanh(u.Gate(H));
        u.Keep(H, h);
        u.Become(H, h);
    }

    /// <inheritdoc/>
    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L h = u.Kept(H), dh = u.Gradient(H);
        u.GateGradient(H, dh * (L.One - h * h));
    }
}
