using System;
using System.Linq;
using System.Threading;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Networks.Verification;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Contracts.Walks;

/// <summary>What a trace remembers and what it must not: of passes before, of larger batches, of other rows, of other threads.</summary>
public sealed unsafe class TraceTests
{
    public static TheoryData<string, Walk> CellsAndWalks
    {
        get
        {
            var data = new TheoryData<string, Walk>();
            foreach (var cell in Networks.Cells.CellCatalog.Names)
            {
                data.Add(cell, Walk.Plain);
                data.Add(cell, Walk.Fused);
            }
            return data;
        }
    }

    static WalkCase[] Shapes(string cell) =>
    [
        new(cell, 3, 21, 4, 5, Layers: 2),          // folded where the cell can
        new(cell, 40, 70, 3, 18),                   // wide, step by step
        new(cell, 40, 70, 3, 4),                    // wide, ahead of the walk
        new(cell, 6, 21, 4, 5, Symbols: true),
    ];

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Passes_Repeated_LeaveNoTrace(string cell, Walk walk)
    {
        foreach (var shape in Shapes(cell))
        {
            var once = new WalkRun<float>(shape, walk).Run();
            Bits.RequireEqual(once, new WalkRun<float>(shape, walk).Run(passes: 4), $"{shape}, four passes");
        }
    }

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Batch_SmallerThanTheTrace_GivesTheSameBits(string cell, Walk walk)
    {
        foreach (var shape in Shapes(cell))
        {
            var wanted = new WalkRun<float>(shape, walk).Run();
            using var team = new WorkerTeam(3);
            Bits.RequireEqual(wanted, new WalkRun<float>(shape, walk, team, shape.Steps + 5, 4 * shape.Batch).Run(2), $"{shape} in a larger trace");
        }
    }

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Batch_AfterALargerOne_GivesTheSameBits(string cell, Walk walk)
    {
        foreach (var shape in Shapes(cell))
        {
            var wanted = new WalkRun<float>(shape, walk).Run();
            var run = new WalkRun<float>(shape, walk, WorkerTeam.Single, 2 * shape.Steps, 2 * shape.Batch);
            var larger = new WalkData<float>(shape with { Steps = 2 * shape.Steps, Batch = 2 * shape.Batch }, run.Network, run.Trace, new RandomStream(8));
            larger.Pass();
            Bits.RequireEqual(wanted, run.Run(), $"{shape} after a larger batch");
            larger.Pass();
            Bits.RequireEqual(wanted, run.Run(), $"{shape} after a larger batch, again");
        }
    }

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Inference_ForAnyShape_GivesTheBitsOfTraining(string cell, Walk walk)
    {
        foreach (var shape in Shapes(cell))
        {
            var run = new WalkRun<float>(shape, walk);
            run.Data.Pass();
            var training = Forward(shape, run.Network, TraceMode.Training);
            Bits.RequireEqual(training, Forward(shape, run.Network, TraceMode.Inference), $"{shape}, inference");
            Assert.Contains(training, number => number != 0);
        }
    }

    // Outputs and final states of every layer, from the same inputs and random initial states.
    static double[] Forward(WalkCase shape, Network<float> network, TraceMode mode)
    {
        var trace = network.CreateTrace(shape.Steps, shape.Batch, mode, WorkerTeam.Single);
        new WalkData<float>(shape, network, trace, WalkRun<float>.Random).Forward();
        var numbers = Rows(trace.Outputs.Rows);
        foreach (var layer in trace.Layers.Cast<RecurrentTrace<float>>())
        {
            var states = ((RecurrentLayer<float>)network.Layers[0]).Cell.Layout.States;
            for (var state = 0; state < states; state++)
                numbers = [.. numbers, .. Rows(layer.StateAt(shape.Steps, state))];
        }
        return numbers;
    }

    static double[] Rows(Matrix<float> rows) => [.. Enumerable.Range(0, rows.Rows).SelectMany(row => rows[row].ToArray()).Select(number => (double)number)];

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Rows_BesideARowOfNaN_KeepTheirBits(string cell, Walk walk)
    {
        foreach (var shape in Shapes(cell).Where(shape => !shape.Symbols))
        {
            var clean = new WalkRun<float>(shape, walk);
            var dirty = new WalkRun<float>(shape, walk);
            for (var t = 0; t < shape.Steps; t++)
                InputOf(dirty.Data.Inputs, shape, t, BadRow).Fill(float.NaN);
            clean.Data.Pass();
            dirty.Data.Pass();
            for (var place = 0; place < shape.Steps * shape.Batch; place++)
                RequireApart(clean, dirty, shape, place / shape.Batch, place % shape.Batch);
        }
    }

    const int BadRow = 1;

    static void RequireApart(WalkRun<float> clean, WalkRun<float> dirty, WalkCase shape, int t, int row)
    {
        var outputs = dirty.Trace.Outputs[t, row];
        Assert.Equal(row == BadRow, float.IsNaN(outputs[0]));
        if (row == BadRow)
            return;
        Assert.True(outputs.SequenceEqual(clean.Trace.Outputs[t, row]), $"{shape}: outputs of step {t}, row {row} changed");
        Assert.True(InputOf(dirty.Data.InputGradients, shape, t, row).SequenceEqual(InputOf(clean.Data.InputGradients, shape, t, row)), $"{shape}: input gradients of step {t}, row {row} changed");
    }

    static Span<float> InputOf(Span<float> numbers, WalkCase shape, int t, int row) => numbers.Slice((t * shape.Batch + row) * shape.Inputs, shape.Inputs);

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Weights_ChangedAndMarked_AreSeenByTheNextPass(string cell, Walk walk)
    {
        foreach (var shape in Shapes(cell))
        {
            var run = new WalkRun<double>(shape, walk);
            var reference = new WalkRun<double>(shape, Walk.Plain);
            run.Data.Pass();
            foreach (var network in (Network<double>[])[run.Network, reference.Network])
            {
                var values = network.Parameters.Values;
                for (var i = 0; i < values.Length; i++)
                    values[i] = values[i] * 0.75 + i % 7 * 0.01;
                network.Parameters.MarkChanged();
            }
            var meter = new ErrorMeter();
            meter.Add(run.Run(), reference.Run());
            Assert.True(meter.Worst <= WalkCheck.ToleranceOf<double>(), $"{shape}: {meter.Worst}");
        }
    }

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Traces_OfOneNetworkOnTwoThreads_GiveTheSameBits(string cell)
    {
        var shape = new WalkCase(cell, 9, 40, 5, 6);
        var network = shape.Build<float>(Walk.Fused, Numerics.Lanes.LaneWidths.Widest);
        var wanted = Forward(shape, network, TraceMode.Inference);
        // New weights to pack, so that both threads find them out of date at once.
        network.Parameters.MarkChanged();
        var found = new double[4][];
        using var start = new Barrier(found.Length);
        var threads = found.Select((_, i) => new Thread(() =>
        {
            start.SignalAndWait();
            found[i] = Forward(shape, network, TraceMode.Inference);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.All(found, numbers => Bits.RequireEqual(wanted, numbers, $"{shape} beside other threads"));
    }

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void States_OfAShapeThatDoesNotFit_AreRefused(string cell, Walk walk)
    {
        var shape = new WalkCase(cell, 3, 5, 2, 4);
        var run = new WalkRun<double>(shape, walk);
        var layer = (RecurrentTrace<double>)run.Trace.Layers[0];
        run.Data.Pass();
        layer.InitialState.Set(0, new Matrix<double>(run.Trace.Outputs.Data, 3, 5, 5));
        var input = new LayerInput<double>(new Sequence<double>(Pointer(run.Data.Inputs), 2, 4, 3, 3));
        var error = Assert.Throws<ArgumentException>(() => run.Network.Forward(input, run.Trace));
        Assert.Equal("State 0 has shape [3, 5], expected [4, 5].", error.Message);
        layer.InitialState.Reset();
        run.Network.Forward(input, run.Trace);
        Assert.All(Enumerable.Range(0, 4), row => Assert.All(layer.StateAt(0, 0)[row].ToArray(), number => Assert.Equal(0, number)));
    }

    // The workspace behind the span is pinned for as long as the data live.
    static double* Pointer(Span<double> pinned) => (double*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinned[0]);

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Trace_Bytes_AreItsPlans(string cell, Walk walk)
    {
        foreach (var mode in Enum.GetValues<TraceMode>())
        {
            var network = new WalkCase(cell, 7, 33, 1, 1, Layers: 2).Build<float>(walk, Numerics.Lanes.LaneWidths.Widest);
            var plan = new MemoryPlan();
            network.Layers[0].Plan(plan, new TraceShape(9, 5, mode, true, 2));
            network.Layers[1].Plan(plan, new TraceShape(9, 5, mode, true, 2));
            using var team = new WorkerTeam(2);
            Assert.Equal(plan.Count * sizeof(float), network.CreateTrace(9, 5, mode, team, inputGradients: true).Bytes);
        }
    }

    [Theory, MemberData(nameof(CellsAndWalks))]
    public void Trace_ForInference_HoldsLessThanForTraining(string cell, Walk walk)
    {
        var network = new WalkCase(cell, 7, 64, 1, 1).Build<float>(walk, Numerics.Lanes.LaneWidths.Widest);
        var training = network.CreateTrace(100, 32, TraceMode.Training, WorkerTeam.Single).Bytes;
        Assert.InRange(network.CreateTrace(100, 32, TraceMode.Inference, WorkerTeam.Single).Bytes, 1, training - 100 * 32 * 64 * sizeof(float));
    }
}
