using Unroll.Networks.Cells;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>A cell with one choice: h' = clip · tanh(a).</summary>
readonly struct ScaledCell : ICellMath
{
    public static CellLayout Layout => new(InputGates: 0, SharedGates: 1, RecurrentGates: 0, States: 1);

    public static void Forward<L, T>(ForwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L h = L.Tanh(u.Gate(0)) * L.Constant(u.Settings!.MemoryClip);
        u.Keep(0, h);
        u.Become(0, h);
    }

    public static void Backward<L, T>(BackwardUnit<L, T> u)
        where L : struct, ILane<L, T>
    {
        L scale = L.Constant(u.Settings!.MemoryClip), y = u.Kept(0) / scale;
        u.GateGradient(0, u.Gradient(0) * scale * (L.One - y * y));
    }
}
