using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Networks.Verification;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Layers that read what they wrote. What every layer must do, gradients among it, is in the contract tests.</summary>
public sealed class FeedbackLayerTests
{
    const int AllGiven = 9;

    static readonly int[] s_uneven = [4, 0, 5, 1, 5, 2, 3];

    public static TheoryData<string> Loops => [.. LayerCases.LoopNames];

    // The same layers, given what they wrote for their input, run over whole sequences at once: all masks and states must be those of the loop.
    [Theory, MemberData(nameof(Loops))]
    public void Forward_FedBack_HasTheBitsOfAWalkOverItsOwnOutputs(string name)
    {
        foreach (var lengths in (int[]?[])[null, s_uneven])
        {
            foreach (var mode in Enum.GetValues<TraceMode>())
            {
                foreach (var given in (int[])[1, 2, 4])
                {
                    LayerRun NewRun(int steps) => new(LayerCases.Loop(name, steps), lengths, WalkPadding.Inside, extra: lengths is null ? 0 : 1, mode: mode);
                    var (loop, whole) = (NewRun(given), NewRun(AllGiven));
                    loop.Forward();
                    PutOutputsIn(whole, loop, given);
                    whole.Forward();
                    Assert.Equal(whole.ForwardResults(), loop.ForwardResults());
                }
            }
        }
    }

    [Theory, MemberData(nameof(Loops))]
    public void Forward_InUse_HasTheBitsOfANetworkSteppedByHand(string name)
    {
        var loop = new LayerRun(LayerCases.Loop(name, 1), mode: TraceMode.Inference);
        loop.Forward();
        var stepwise = new StepwiseNetwork<double>(OpenNetwork(name), loop.Batch);
        var input = loop.Inputs.All[..(loop.Batch * loop.Network.InputWidth)].ToArray();
        for (var t = 0; t < loop.OutputSteps; t++)
        {
            stepwise.Step(input);
            for (var row = 0; row < loop.Batch; row++)
            {
                stepwise.Outputs[0, row].CopyTo(input.AsSpan(row * loop.Network.InputWidth));
                Assert.Equal(stepwise.Outputs[0, row].ToArray(), loop.Output(t * loop.Batch + row));
            }
        }
    }

    [Fact]
    public void Forward_WithOtherMasksAfterwards_DropsOtherWeights()
    {
        for (var steps = 3; steps < 6; steps++)
        {
            var loop = LayerCases.Loop("everything", 2) with { Steps = steps };
            var used = new LayerRun(loop);
            for (var pass = 0u; pass < 3; pass++)
            {
                used.Trace.Noise = new NoisePosition(5, pass);
                used.Forward();
                var fresh = new LayerRun(loop) { Trace = { Noise = used.Trace.Noise } };
                fresh.Forward();
                Assert.Equal(fresh.ForwardResults(), used.ForwardResults());
            }
        }
    }

    [Fact]
    public void Forward_OfARow_IsTheSameHoweverLongTheOthersAre()
    {
        foreach (var mode in Enum.GetValues<TraceMode>())
        {
            var (all, some) = (new LayerRun(LayerCases.Loop("everything", 2), [5, 5, 5, 5, 5, 5, 5], mode: mode), new LayerRun(LayerCases.Loop("everything", 2), s_uneven, mode: mode));
            all.Forward();
            some.Forward();
            for (var row = 0; row < some.Batch; row++)
                Assert.All(some.PlacesOf(row), place => Assert.Equal(all.Output(place), some.Output(place)));
        }
    }

    [Fact]
    public void InputGradients_OfStepsThatAreNotRead_AreZero()
    {
        var run = new LayerRun(LayerCases.Loop("gru and dense", 2)).Pass();
        var width = run.Network.InputWidth;
        for (var place = 0; place < 5 * run.Batch; place++)
            Assert.Equal(place >= 2 * run.Batch, run.InputGradients.All.Slice(place * width, width).ToArray().All(gradient => gradient == 0));
    }

    [Fact]
    public void Passes_OfAShorterBatchAfterALongerOne_DoNotSeeIt()
    {
        foreach (var lengths in (int[][])[[2, 1, 0, 2, 1, 1, 2], [1, 1, 1, 0, 1, 1, 1]])
        {
            var (used, fresh) = (new LayerRun(LayerCases.Loop("everything", 1), s_uneven), new LayerRun(LayerCases.Loop("everything", 1), lengths));
            used.Pass();
            fresh.Pass();
            used.Network.Forward(new LayerInput<double>(fresh.Inputs.As(5, 7, 5)), used.Trace, SequenceMask.OfLengths(5, lengths));
            for (var place = 0; place < 5 * 7; place++)
                fresh.OutputGradients.AsSpan(place * 5, 5).CopyTo(used.Trace.OutputGradients.Rows[place]);
            used.Network.Backward(used.Trace, used.InputGradients.As(5, 7, 5));
            Assert.Equal(fresh.Network.Parameters.Gradients.ToArray(), used.Network.Parameters.Gradients.ToArray());
            Assert.Equal(fresh.InputGradients.All.ToArray(), used.InputGradients.All.ToArray());
        }
    }

    [Fact]
    public void New_OfLayersThatAreNoLoop_SaysWhichAndWhy()
    {
        RequireRefused("A closed loop needs at least one inner layer.", _ => []);
        RequireRefused("Inner layer 0 (DenseLayer) reads 3 numbers, but Inner layer 1 (RecurrentLayer), which is fed back to it, writes 5;",
            plan => [new DenseLayer<double>(plan, "a", 3, 4), new RecurrentLayer<double>(plan, "b", "elman", 4, 5)]);
        RequireRefused("Inner layer 1 (DenseLayer) reads 5 numbers, but Inner layer 0 (DenseLayer) writes 4;", plan => [new DenseLayer<double>(plan, "a", 3, 4), new DenseLayer<double>(plan, "b", 5, 3)]);
        RequireRefused("Inner layer 0 (BidirectionalLayer) needs whole sequences", plan => [new BidirectionalLayer<double>(plan, "a", "gru", 3, 3, Merge.Sum)]);
        RequireRefused("Inner layer 0 (ResidualLayer)'s inner layer (ReversedLayer) needs whole sequences", plan => [new ResidualLayer<double>(new ReversedLayer<double>(plan, "a", "gru", 3, 3))]);
        RequireRefused("Inner layer 0 (EmbeddingLayer) reads symbols, and numbers are fed back to it;", plan => [new EmbeddingLayer<double>(plan, "a", 3, 3)]);
        RequireRefused("Inner layer 1 (EmbeddingLayer) reads symbols, but Inner layer 0 (DenseLayer) writes numbers;", plan => [new DenseLayer<double>(plan, "a", 3, 3), new EmbeddingLayer<double>(plan, "b", 3, 3)]);
        var plan = new ParameterPlan();
        var embedding = new EmbeddingLayer<double>(plan, "words", 3, 3);
        RequireRefused("Inner layer 0 (ResidualLayer) has the weights of a layer outside the loop;", _ => [new ResidualLayer<double>(new TiedDenseLayer<double>(plan, "out", embedding))]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeedbackLayer<double>(new ParameterPlan(), plan => [new DenseLayer<double>(plan, "a", 3, 3)], given: 0));
    }

    [Fact]
    public void Stepwise_OfALoop_IsRefusedByName()
    {
        var network = NewNetwork(LayerCases.Loop("dense alone", 1));
        var error = Assert.Throws<ArgumentException>(() => new StepwiseNetwork<double>(network));
        Assert.StartsWith("Layer 0 (FeedbackLayer) needs whole sequences", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_WithParametersOutsideTheLoop_KeepTheirGradients()
    {
        var run = new LayerRun(LayerCases.Find("closed loop between others, two steps given")).Pass();
        var layer = (FeedbackLayer<double>)run.Network.Layers[1];
        var segments = run.Network.Parameters.Segments.Where(segment => segment.Name.StartsWith("rnn", StringComparison.Ordinal)).ToArray();
        Assert.Equal((segments[0].Offset, segments.Sum(segment => segment.Count)), (layer.FirstParameter, layer.ParameterCount));
    }

    [Fact]
    public void Backward_ThroughParametersPlannedElsewhere_IsRefusedByName()
    {
        var run = new LayerRun(new LayerCase("foreign", 3, (plan, _) =>
        {
            var (outer, inner) = (new DenseLayer<double>(plan, "outer", 3, 3), new DenseLayer<double>(plan, "foreign", 3, 3));
            return [outer, new FeedbackLayer<double>(plan, _ => [inner])];
        }));
        run.Forward();
        Assert.StartsWith("'foreign.weight' was planned outside the closed loop", Assert.Throws<InvalidOperationException>(() => run.Backward()).Message, StringComparison.Ordinal);
        Assert.Equal(9, run.Network.Parameters.GradientsOf(run.Network.Parameters.Segments[0]).Rows * 3);
    }

    [Fact]
    public void Forward_OfTwoDropouts_DrawsTwoMasks()
    {
        var run = new LayerRun(new LayerCase("dropouts", 500, (plan, _) => [new FeedbackLayer<double>(plan, _ => [new DropoutLayer<double>(500, 0.5), new DropoutLayer<double>(500, 0.5)])]));
        run.Forward();
        var zeros = Enumerable.Range(0, run.Batch).SelectMany(run.Output).Count(number => number == 0);
        Assert.InRange(zeros / (500.0 * run.Batch), 0.7, 0.8);
    }

    static void RequireRefused(string message, Func<ParameterPlan, ILayer<double>[]> create)
    {
        var error = Assert.Throws<ArgumentException>(() => new FeedbackLayer<double>(new ParameterPlan(), create));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    static Network<double> NewNetwork(LayerCase @case) => new LayerRun(@case).Network;

    // The inner layers as a network of their own, with the same weights.
    static Network<double> OpenNetwork(string name)
    {
        var loop = LayerCases.Loop(name, 1);
        return NewNetwork(loop with { Make = (plan, width) => ((FeedbackLayer<double>)loop.Make(plan, width)[0]).Layers });
    }

    static void PutOutputsIn(LayerRun whole, LayerRun loop, int given)
    {
        var width = loop.Network.InputWidth;
        for (var row = 0; row < loop.Batch; row++)
        {
            var places = loop.PlacesOf(row).ToArray();
            for (var t = given; t < places.Length; t++)
                loop.Output(places[t - 1]).CopyTo(whole.Inputs.All.Slice(places[t] * width, width));
        }
    }
}
