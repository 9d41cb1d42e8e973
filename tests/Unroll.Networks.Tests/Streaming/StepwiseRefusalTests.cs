using System;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>Layers that cannot go step by step, and inputs of another shape, are named in one line.</summary>
public sealed class StepwiseRefusalTests
{
    [Fact]
    public void Constructor_WithALayerThatNeedsWholeSequences_NamesIt()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", "elman", 2, 3), new BackwardsLayer(3));
        var error = Assert.Throws<ArgumentException>(() => new StepwiseNetwork<float>(network));
        Assert.StartsWith("Layer 1 (BackwardsLayer) needs whole sequences and cannot go on from where it stopped;", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("both directions", "Layer 0 (BidirectionalLayer) needs whole sequences")]
    [InlineData("a pool", "Layer 1 (PoolLayer) needs whole sequences")]
    [InlineData("a repeat", "Layer 0 (RepeatLayer) needs whole sequences")]
    [InlineData("reversed", "Layer 0 (ReversedLayer) needs whole sequences")]
    [InlineData("reversed inside", "Layer 0 (ResidualLayer)'s inner layer (ResidualLayer)'s inner layer (ReversedLayer) needs whole sequences")]
    public void Constructor_WithALayerThatReadsAheadOrPools_NamesIt(string kind, string message)
    {
        var plan = new ParameterPlan();
        ILayer<float>[] layers = kind switch
        {
            "a pool" => [new RecurrentLayer<float>(plan, "0", "elman", 2, 3), new PoolLayer<float>(3, Pooling.Mean)],
            "a repeat" => [new RepeatLayer<float>(2, 3)],
            "reversed" => [new ReversedLayer<float>(plan, "0", "elman", 2, 3)],
            "reversed inside" => [new ResidualLayer<float>(new ResidualLayer<float>(new ReversedLayer<float>(plan, "0", "elman", 2, 2)))],
            _ => [new BidirectionalLayer<float>(plan, "0", "elman", 2, 3)],
        };
        var error = Assert.Throws<ArgumentException>(() => new StepwiseNetwork<float>(new Network<float>(plan, layers)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_OfAnotherShape_SaysWhatIsWanted()
    {
        var stepwise = new StepwiseNetwork<float>(StackedNetworks.OfTwoCells(), 3);
        Assert.StartsWith("5 numbers were given for 3 rows of 2; give 6.", Assert.Throws<ArgumentException>(() => stepwise.Step(new float[5])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 symbols were given for 3 rows;", Assert.Throws<ArgumentException>(() => stepwise.Step((int[])[0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Symbol 2 at step 0, row 1 is out of range", Assert.Throws<ArgumentException>(() => stepwise.Step((int[])[0, 2, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => stepwise.Reset(3));
        Assert.Throws<ArgumentException>(() => stepwise.States.Set(0, new float[3]));
    }

    /// <summary>Reads its input from the end.</summary>
    sealed class BackwardsLayer(int width) : ILayer<float>
    {
        public int InputWidth => width;

        public int OutputWidth => width;

        public void Bind(Parameters<float> parameters)
        {
        }

        public LayerTrace<float> Plan(MemoryPlan plan, TraceShape shape) => new Backwards();

        sealed class Backwards : LayerTrace<float>
        {
            public override Sequence<float> Outputs => default;

            public override Sequence<float> OutputGradients => default;

            public override void Bind(Workspace<float> workspace)
            {
            }

            public override void Forward(LayerInput<float> input, WorkerTeam team) => throw new NotSupportedException("This layer is only asked whether it can go step by step; nothing runs it.");

            public override void Backward(LayerInput<float> input, Sequence<float> inputGradients, WorkerTeam team) => throw new NotSupportedException("This layer is only asked whether it can go step by step; nothing runs it.");
        }
    }
}
