using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Layers;

/// <summary>What every layer must do, whatever it is: right gradients, the same bits at any width and number of threads, and nothing to be seen of padding.</summary>
public sealed class LayerContractTests
{
    // With double and a step of 1e-5 a right gradient of these sizes comes within some 1e-9.
    const double Tolerance = 1e-7;

    static readonly int[] s_uneven = [4, 0, 5, 1, 5, 2, 3];
    static readonly int[] s_even = [5, 5, 5, 5];

    public static TheoryData<string> Names => [.. LayerCases.All.Select(@case => @case.Name)];

    public static TheoryData<string> PaddedNames => [.. LayerCases.All.Where(@case => @case.CanPad).Select(@case => @case.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Gradients_OfEveryNumber_AreDifferences(string name) => Assert.InRange(new LayerRun(LayerCases.Find(name)).WorstGradient(), 0, Tolerance);

    [Theory, MemberData(nameof(PaddedNames))]
    public void Gradients_OfPaddedBatches_AreDifferences(string name)
    {
        foreach (var padding in Enum.GetValues<WalkPadding>())
            Assert.InRange(new LayerRun(LayerCases.Find(name), s_uneven, padding, extra: 1).WorstGradient(), 0, Tolerance);
    }

    [Theory, MemberData(nameof(Names))]
    public void Results_AtEveryWidthAndNumberOfThreads_HaveTheSameBits(string name)
    {
        var @case = LayerCases.Find(name);
        foreach (var lengths in @case.CanPad ? (int[]?[])[null, s_uneven] : [null])
        {
            var wanted = new LayerRun(@case, lengths, width: LaneWidth.Scalar).Pass().Results();
            Assert.DoesNotContain(wanted, double.IsNaN);
            foreach (var threads in (int[])[1, 2, 3, 7])
            {
                using var team = new WorkerTeam(threads);
                foreach (var width in Enum.GetValues<LaneWidth>())
                    Assert.Equal(wanted, new LayerRun(@case, lengths, width: width, team: team).Pass().Results());
            }
        }
    }

    [Theory, MemberData(nameof(PaddedNames))]
    public void Results_HoweverPadded_HaveTheSameBits(string name)
    {
        var @case = LayerCases.Find(name);
        foreach (var lengths in (int[][])[s_uneven, s_even])
        {
            var wanted = new LayerRun(@case, lengths).Pass().Results();
            if (lengths == s_even)
                Assert.Equal(new LayerRun(@case).Pass().Results(), wanted);
            foreach (var padding in Enum.GetValues<WalkPadding>())
            {
                foreach (var extra in (int[])[0, 1, 4])
                {
                    var run = new LayerRun(@case, lengths, padding, extra).Pass();
                    Assert.Equal(wanted, run.Results());
                    Assert.All(run.PaddingResults(), number => Assert.Equal(0, number));
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Passes_RunTwice_GiveTheSame(string name)
    {
        var run = new LayerRun(LayerCases.Find(name)).Pass();
        var wanted = run.Results();
        Assert.Equal(wanted, run.Pass().Results());
    }

    [Theory, MemberData(nameof(PaddedNames))]
    public void Forward_InUse_IsTheSameHoweverPaddedAndHoweverManyThreads(string name)
    {
        var @case = LayerCases.Find(name);
        using var team = new WorkerTeam(3);
        var wanted = new LayerRun(@case, s_uneven, mode: TraceMode.Inference);
        wanted.Forward();
        foreach (var padding in Enum.GetValues<WalkPadding>())
        {
            var found = new LayerRun(@case, s_uneven, padding, 2, team: team, mode: TraceMode.Inference);
            found.Forward();
            Assert.Equal(wanted.ForwardResults(), found.ForwardResults());
        }
    }
}
