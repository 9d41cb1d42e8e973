using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Networks.Unrolling;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>A network one step at a time gives the bits of the network over whole sequences.</summary>
public sealed class StepwiseNetworkTests
{
    const int Steps = 6, Inputs = 3, Hidden = 19, Projection = 7;

    public static TheoryData<string, string> CellsAndVariants
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var cell in CellCatalog.Entries)
            {
                data.Add(cell.Name, "plain");
                foreach (var name in WalkVariants.NamesOf(cell).Where(name => !name.StartsWith("padding", StringComparison.Ordinal)))
                    data.Add(cell.Name, name);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(CellsAndVariants))]
    public void Step_OfEveryCellAndOption_GivesTheBitsOfTheWholeSequence(string cell, string variant)
    {
        var asked = variant == "plain" ? WalkVariant.Plain : WalkVariants.Find(CellCatalog.Find(cell), variant, Projection);
        asked = asked with { Padding = null };
        foreach (var threads in (int[])[1, 2])
        {
            using var team = new WorkerTeam(threads);
            foreach (var batch in (int[])[1, 7])
            {
                var shape = new WalkCase(cell, Inputs, Hidden, Steps, batch, Layers: 2) { Variant = asked };
                RequireSame<float>(shape.Build<float>(Walk.Fused, LaneWidths.Widest), batch, team, symbols: false);
                RequireSame<float>(shape.Build<float>(Walk.Fused, LaneWidths.Widest), batch, team, symbols: true);
                RequireSame<double>(shape.Build<double>(Walk.Plain, LaneWidths.Widest), batch, team, symbols: false);
            }
        }
    }

    [Theory]
    [InlineData("lstm", 32)]
    [InlineData("lstm", 128)]
    [InlineData("lstm", 256)]
    [InlineData("lstm", 512)]
    [InlineData("gru", 128)]
    [InlineData("gru", 512)]
    public void Step_AtEveryWidth_GivesTheBitsOfTheWholeSequence(string cell, int bits)
    {
        var width = (LaneWidth)bits;
        if (width > LaneWidths.Widest)
            width = LaneWidths.Widest;
        using var team = new WorkerTeam(2);
        // The larger layer's units are shared out among the threads where rows are few; the wider input is not folded into the weights.
        foreach (var (hidden, inputs) in ((int, int)[])[(33, 2), (256, 300)])
        {
            var shape = new WalkCase(cell, inputs, hidden, Steps, 2);
            RequireSame<float>(shape.Build<float>(Walk.Fused, width), 2, team, symbols: false);
            RequireSame<double>(shape.Build<double>(Walk.Fused, width), 1, WorkerTeam.Single, symbols: false);
        }
    }

    [Fact]
    public void Step_WithADenseLayerOnTop_GivesTheBitsOfTheWholeSequence() => RequireSame(NewNetwork(), 3, WorkerTeam.Single, symbols: false);

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Step_OfEveryLayerThatGoesStepByStep_GivesTheBitsOfTheWholeSequence(int bits)
    {
        var width = (LaneWidth)bits;
        if (width > LaneWidths.Widest)
            width = LaneWidths.Widest;
        using var team = new WorkerTeam(2);
        foreach (var batch in (int[])[1, 5])
        {
            RequireSame(StackedNetworks.OfSymbols<float>(width), batch, team, symbols: true);
            RequireSame(StackedNetworks.OfSymbols<double>(width), batch, WorkerTeam.Single, symbols: true);
            RequireSame(StackedNetworks.OfNumbers<float>(width), batch, team, symbols: false);
            RequireSame(StackedNetworks.OfNumbers<double>(width), batch, WorkerTeam.Single, symbols: false);
        }
    }

    [Theory, MemberData(nameof(LoneLayers))]
    public void Step_OfOneLayer_GivesTheBitsOfTheWholeSequence(string name)
    {
        RequireSame(StackedNetworks.Of<float>(name), 5, WorkerTeam.Single, symbols: name == "embedding");
        RequireSame(StackedNetworks.Of<double>(name), 1, WorkerTeam.Single, symbols: name == "embedding");
    }

    public static TheoryData<string> LoneLayers => [.. StackedNetworks.Layers];

    [Fact]
    public void States_InsideAConnection_AreReadSetAndStartedAnew()
    {
        var network = StackedNetworks.OfNumbers<float>(LaneWidths.Widest);
        var (one, other) = (new StepwiseNetwork<float>(network, 2), new StepwiseNetwork<float>(network, 2));
        float[] first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], second = [14, 3, 2, -1, 0, 5, 1, 14, 3, 2, -1, 0, 5, 1];
        one.Step(first);
        Assert.Equal(2 * 7 + 7, one.States.Width);   // h and c of the inner LSTM, h of the inner GRU
        var row = new float[one.States.Width];
        one.States.CopyTo(0, row);
        Assert.All(row, number => Assert.NotEqual(0, number));
        other.States.Set(1, row);
        one.Step(second);
        other.Step(second);
        Assert.Equal(one.Outputs[0, 0].ToArray(), other.Outputs[0, 1].ToArray());
        Assert.NotEqual(one.Outputs[0, 0].ToArray(), other.Outputs[0, 0].ToArray());
        one.Reset(0);
        other.Reset();
        one.Step(first);
        other.Step(first);
        Assert.Equal(other.Outputs[0, 0].ToArray(), one.Outputs[0, 0].ToArray());
        Assert.NotEqual(other.Outputs[0, 1].ToArray(), one.Outputs[0, 1].ToArray());
    }

    [Fact]
    public void Step_OfEveryLayerAfterTheFirst_AllocatesNothing()
    {
        var (numbers, symbols) = (new StepwiseNetwork<float>(StackedNetworks.OfNumbers<float>(LaneWidths.Widest), 2), new StepwiseNetwork<float>(StackedNetworks.OfSymbols<float>(LaneWidths.Widest), 2));
        var (row, signs) = (new float[14], new int[2]);
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var t = 0; t < 10; t++)
            {
                numbers.Step(row);
                symbols.Step(signs);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Reset_OfARow_StartsThatRowAnewAndNoOther()
    {
        var network = NewNetwork();
        var (stepwise, whole) = (new StepwiseNetwork<float>(network, 3), new StepwiseNetwork<float>(network, 3));
        var fresh = new StepwiseNetwork<float>(network, 3);
        for (var t = 0; t < 4; t++)
        {
            if (t == 2)
                stepwise.Reset(1);
            stepwise.Step(InputAt(t));
            whole.Step(InputAt(t));
            if (t < 2)
                continue;
            fresh.Step(InputAt(t));
            Assert.Equal(whole.Outputs[0, 0].ToArray(), stepwise.Outputs[0, 0].ToArray());
            Assert.Equal(fresh.Outputs[0, 1].ToArray(), stepwise.Outputs[0, 1].ToArray());
            Assert.Equal(whole.Outputs[0, 2].ToArray(), stepwise.Outputs[0, 2].ToArray());
            Assert.NotEqual(whole.Outputs[0, 1].ToArray(), stepwise.Outputs[0, 1].ToArray());
        }
        stepwise.Reset();
        stepwise.Step(InputAt(2));
        fresh.Reset();
        fresh.Step(InputAt(2));
        Assert.Equal(fresh.Outputs[0, 2].ToArray(), stepwise.Outputs[0, 2].ToArray());
    }

    [Fact]
    public void States_SavedAndTakenUp_GoOnWithTheSameBits()
    {
        var network = NewNetwork();
        var (one, other) = (new StepwiseNetwork<float>(network, 3), new StepwiseNetwork<float>(network, 3));
        for (var t = 0; t < 3; t++)
            one.Step(InputAt(t));
        one.Reset(2);
        var saved = new float[one.States.Count];
        one.States.Save(saved);
        other.Step(InputAt(9));
        other.States.Load(saved);
        Assert.False(other.States.IsGoing(2));
        one.Step(InputAt(3));
        other.Step(InputAt(3));
        for (var row = 0; row < 3; row++)
            Assert.Equal(one.Outputs[0, row].ToArray(), other.Outputs[0, row].ToArray());
    }

    [Fact]
    public void States_OfARow_AreReadAndSetForAnother()
    {
        var network = NewNetwork();
        var stepwise = new StepwiseNetwork<float>(network, 3);
        Assert.Equal(2 * 5 + 4, stepwise.States.Width);   // the LSTM's h and c, then the GRU's h
        stepwise.Step(InputAt(0));
        var row = new float[stepwise.States.Width];
        stepwise.States.CopyTo(0, row);
        Assert.Equal(stepwise.Outputs[0, 0].ToArray(), TopOf(network, row.AsSpan(10)));
        stepwise.States.Set(2, row);
        var input = InputAt(1);
        input.AsSpan(0, 2).CopyTo(input.AsSpan(4, 2));
        stepwise.Step(input);
        Assert.Equal(stepwise.Outputs[0, 0].ToArray(), stepwise.Outputs[0, 2].ToArray());
    }

    [Fact]
    public void States_OfARowThatStartsAnew_AreTheLayersOwn()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", "vs-lstm", 2, 3));
        network.Initialize(new RandomStream(1));
        var states = new StepwiseNetwork<float>(network).States;
        var row = new float[states.Width];
        states.CopyTo(0, row);
        Assert.Equal([0, 0, 0, 1, 1, 1], row);
    }

    [Fact]
    public void Step_AfterTheFirst_AllocatesNothing()
    {
        var stepwise = new StepwiseNetwork<float>(NewNetwork(), 3);
        var input = InputAt(0);
        stepwise.Step(input);
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var t = 0; t < 10; t++)
                stepwise.Step(input);
            stepwise.Reset(1);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

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
        var stepwise = new StepwiseNetwork<float>(NewNetwork(), 3);
        Assert.StartsWith("5 numbers were given for 3 rows of 2; give 6.", Assert.Throws<ArgumentException>(() => stepwise.Step(new float[5])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 symbols were given for 3 rows;", Assert.Throws<ArgumentException>(() => stepwise.Step((int[])[0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Symbol 2 at step 0, row 1 is out of range", Assert.Throws<ArgumentException>(() => stepwise.Step((int[])[0, 2, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => stepwise.Reset(3));
        Assert.Throws<ArgumentException>(() => stepwise.States.Set(0, new float[3]));
    }

    static Network<float> NewNetwork()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan,
            new RecurrentLayer<float>(plan, "0", "lstm", 2, 5), new RecurrentLayer<float>(plan, "1", "gru", 5, 4), new DenseLayer<float>(plan, "out", 4, 3));
        network.Initialize(new RandomStream(1));
        return network;
    }

    static float[] InputAt(int step)
    {
        var random = new RandomStream(3).At(step);
        return [.. Enumerable.Range(0, 6).Select(_ => (float)random.NextNormal())];
    }


    // What the dense layer on top makes of the GRU's h, written out.
    static float[] TopOf(Network<float> network, ReadOnlySpan<float> state)
    {
        var weights = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "out.weight"));
        var sums = new float[3];
        for (var unit = 0; unit < state.Length; unit++)
        {
            for (var output = 0; output < sums.Length; output++)
                sums[output] = MathF.FusedMultiplyAdd(state[unit], weights[unit][output], sums[output]);
        }
        return sums;
    }

    static void RequireSame<T>(Network<T> network, int batch, WorkerTeam team, bool symbols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(5);
        var numbers = new PinnedNumbers<T>(Steps * batch * network.InputWidth);
        foreach (ref var number in numbers.All)
            number = T.CreateTruncating(random.NextNormal());
        var signs = new PinnedNumbers<int>(Steps * batch);
        foreach (ref var sign in signs.All)
            sign = random.NextInt32(network.InputWidth);
        var trace = network.CreateTrace(Steps, batch, TraceMode.Inference, team);
        network.Forward(symbols ? new LayerInput<T>(signs.As(Steps, batch, 1)) : new LayerInput<T>(numbers.As(Steps, batch, network.InputWidth)), trace);
        var stepwise = new StepwiseNetwork<T>(network, batch, team);
        for (var t = 0; t < Steps; t++)
        {
            var count = batch * network.InputWidth;
            var outputs = symbols ? stepwise.Step(signs.All.Slice(t * batch, batch)) : stepwise.Step(numbers.All.Slice(t * count, count));
            for (var row = 0; row < batch; row++)
                Assert.True(outputs[0, row].SequenceEqual(trace.Outputs[t, row]), $"step {t}, row {row} of {batch}, {team.Threads} threads, {(symbols ? "symbols" : "numbers")}");
        }
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

            public override void Forward(LayerInput<float> input, WorkerTeam team) => throw new NotSupportedException();

            public override void Backward(LayerInput<float> input, Sequence<float> inputGradients, WorkerTeam team) => throw new NotSupportedException();
        }
    }
}
