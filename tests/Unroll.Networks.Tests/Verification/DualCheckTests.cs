using Unroll.Networks.Cells;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Verification;

/// <summary>Rung 1 must fail for cells that are wrong in ways of their own.</summary>
public sealed class DualCheckTests
{
    [Fact]
    public void Run_OfACellThatWritesBeforeItReads_FailsOnSharedMemory()
    {
        var result = DualCheck.Run<HastyCell>("hasty", 10, new RandomStream(1));
        Assert.False(result.Passed);
    }

    [Fact]
    public void Run_OfTheSameCellInTheRightOrder_Passes() => Assert.True(DualCheck.Run<PatientCell>("patient", 10, new RandomStream(1)).Passed);

    /// h' = tanh(a) · b, keeping the two factors
    readonly struct PatientCell : ICellMath
    {
        public static CellLayout Layout => new(InputGates: 0, SharedGates: 2, RecurrentGates: 0, States: 1);

        public static void Forward<L, T>(ForwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            L a = L.Tanh(u.Gate(0)), b = u.Gate(1);
            u.Keep(0, a);
            u.Keep(1, b);
            u.Become(0, a * b);
        }

        public static void Backward<L, T>(BackwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            L a = u.Kept(0), b = u.Kept(1), dh = u.Gradient(0);
            u.GateGradient(0, dh * b * (L.One - a * a));
            u.GateGradient(1, dh * a);
        }
    }

    readonly struct HastyCell : ICellMath
    {
        public static CellLayout Layout => PatientCell.Layout;

        public static void Forward<L, T>(ForwardUnit<L, T> u)
            where L : struct, ILane<L, T> => PatientCell.Forward(u);

        public static void Backward<L, T>(BackwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            var dh = u.Gradient(0);
            u.GateGradient(0, dh * u.Kept(1) * (L.One - u.Kept(0) * u.Kept(0)));
            u.GateGradient(1, dh * u.Kept(0));   // by now this is a gradient where memory is shared
        }
    }
}
