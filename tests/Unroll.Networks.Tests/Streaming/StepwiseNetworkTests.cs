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
    public void Step_WithADenseLayerOnTop_GivesTheBitsOfTheWholeSequence() => RequireSame(StackedNetworks.OfTwoCells(), 3, WorkerTeam.Single, symbols: false);

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
    public void Step_AfterTheFirst_AllocatesNothing()
    {
        var stepwise = new StepwiseNetwork<float>(StackedNetworks.OfTwoCells(), 3);
        var input = StackedNetworks.InputAt(0);
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
}
