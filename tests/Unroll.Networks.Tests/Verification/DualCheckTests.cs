using System;
using System.Linq;
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

    [Fact]
    public void Run_OfACellOfTwoStages_PassesWhenTheSecondAdds() => Assert.True(DualCheck.Run<StagedCell<Right>>("staged", 10, new RandomStream(1)).Passed);

    [Fact]
    public void Run_OfACellWhoseSecondStageSetsWhereItMustAdd_Fails() => Assert.False(DualCheck.Run<StagedCell<SetsInSecond>>("staged", 10, new RandomStream(1)).Passed);

    [Fact]
    public void Run_OfACellWhoseFirstStageAddsWhereItMustSet_Fails() => Assert.False(DualCheck.Run<StagedCell<AddsInFirst>>("staged", 10, new RandomStream(1)).Passed);

    [Fact]
    public void Run_OfACellThatForgetsItsWeightsGradient_Fails() => Assert.False(DualCheck.Run<StagedCell<ForgetsWeight>>("staged", 10, new RandomStream(1)).Passed);

    [Fact]
    public void Choices_OfSettings_HaveEveryFunctionInEveryRoleWithCutsAndWithout()
    {
        foreach (var cut in new[] { false, true })
        {
            var choices = DualCheck.Choices.Where(choice => double.IsFinite(choice.GateClip) == cut && double.IsFinite(choice.MemoryClip) == cut).ToArray();
            foreach (var kind in Enum.GetValues<ActivationKind>())
            {
                Assert.Contains(choices, choice => choice.Gate?.Kind == kind);
                Assert.Contains(choices, choice => choice.Candidate?.Kind == kind);
                Assert.True(kind == ActivationKind.Tanh || choices.Any(choice => choice.Output?.Kind == kind));
            }
        }
    }

    enum Mistake
    {
        None,
        SetsInSecond,
        AddsInFirst,
        ForgetsWeight,
    }

    interface IMistake
    {
        static abstract Mistake Made { get; }
    }

    readonly struct Right : IMistake
    {
        public static Mistake Made => Mistake.None;
    }

    readonly struct SetsInSecond : IMistake
    {
        public static Mistake Made => Mistake.SetsInSecond;
    }

    readonly struct AddsInFirst : IMistake
    {
        public static Mistake Made => Mistake.AddsInFirst;
    }

    readonly struct ForgetsWeight : IMistake
    {
        public static Mistake Made => Mistake.ForgetsWeight;
    }

    /// feed = a · h, h' = b + w · h with b late
    readonly struct StagedCell<TMistake> : ICellMath
        where TMistake : struct, IMistake
    {
        public static CellLayout Layout => new(InputGates: 0, SharedGates: 2, RecurrentGates: 0, States: 1, UnitWeights: 1, LateGates: 1);

        public static void Early<L, T>(ForwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            L a = u.Gate(0), h = u.Previous(0);
            u.Keep(0, a);
            u.Feed(a * h);
        }

        public static void Forward<L, T>(ForwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            L b = u.Gate(1), h = u.Previous(0);
            u.Keep(1, b);
            u.Become(0, L.MultiplyAdd(u.Weight(0), h, b));
        }

        public static void Backward<L, T>(BackwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            L dh = u.Gradient(0), w = u.Weight(0), h = u.Previous(0);
            u.GateGradient(1, dh);
            if (TMistake.Made != Mistake.ForgetsWeight)
                u.WeightGradient(0, dh * h);
            if (TMistake.Made == Mistake.AddsInFirst)
                u.AddPreviousGradient(0, dh * w);
            else
                u.PreviousGradient(0, dh * w);
        }

        public static void EarlyBackward<L, T>(BackwardUnit<L, T> u)
            where L : struct, ILane<L, T>
        {
            L a = u.Kept(0), h = u.Previous(0), feed = u.FeedGradient();
            u.GateGradient(0, feed * h);
            if (TMistake.Made == Mistake.SetsInSecond)
                u.PreviousGradient(0, feed * a);
            else
                u.AddPreviousGradient(0, feed * a);
        }
    }
}
