using System;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>The plain walk's forward pass against sums by hand: differences alone would pass a walk of other equations.</summary>
public sealed class PlainUnrollerTests
{
    const double Tolerance = 1e-13;

    static void RequireNear(double wanted, double found) => Assert.InRange(found - wanted, -Tolerance, Tolerance);

    static void RequireNear(ReadOnlySpan<double> wanted, ReadOnlySpan<double> found)
    {
        Assert.Equal(wanted.Length, found.Length);
        for (var i = 0; i < wanted.Length; i++)
            RequireNear(wanted[i], found[i]);
    }

    // Elman units that see nothing but their own previous outputs: h' = tanh(h).
    static PlainRun Echo(int hidden, int steps, int batch, RecurrentOptions options, TraceMode mode = TraceMode.Training)
    {
        var run = new PlainRun("elman", 1, hidden, steps, batch, options with { HasBias = false }, mode);
        run.Fill("input", 0);
        run.Fill("recurrent", 0);
        for (var unit = 0; unit < hidden; unit++)
            run.Weights("recurrent")[unit][unit] = 1;
        return run;
    }

    [Fact]
    public void Forward_OfZoneoutInUse_MovesOnByTheMean()
    {
        const int Hidden = 6, Batch = 3;
        var options = new RecurrentOptions { OutputZoneout = 0.25, MemoryZoneout = 0.5 };
        var zoned = new PlainRun("lstm", 2, Hidden, 1, Batch, options, TraceMode.Inference);
        var plain = new PlainRun("lstm", 2, Hidden, 1, Batch, mode: TraceMode.Inference);
        var (found, without) = (zoned.Forward(), plain.Forward());
        for (var i = 0; i < found.Length; i++)
        {
            RequireNear(0.25 * zoned.State(0)[i] + 0.75 * without[i], found[i]);
            RequireNear(0.5 * zoned.State(1)[i] + 0.5 * plain.Layer.FinalState(1)[i / Hidden][i % Hidden], zoned.Layer.FinalState(1)[i / Hidden][i % Hidden]);
        }
    }

    [Fact]
    public void Forward_OfZoneoutInTraining_KeepsItsShareAndNoOther()
    {
        const int Hidden = 64, Batch = 40;
        var zoned = new PlainRun("lstm", 2, Hidden, 1, Batch, new RecurrentOptions { OutputZoneout = 0.25, MemoryZoneout = 0.5 });
        var plain = new PlainRun("lstm", 2, Hidden, 1, Batch);
        _ = (zoned.Forward(), plain.Forward());
        foreach (var (state, share) in new[] { (0, 0.25), (1, 0.5) })
        {
            var kept = 0;
            for (var i = 0; i < Batch * Hidden; i++)
            {
                var (found, without, before) = (zoned.Layer.FinalState(state)[i / Hidden][i % Hidden], plain.Layer.FinalState(state)[i / Hidden][i % Hidden], zoned.State(state)[i]);
                Assert.True(found == before || found == without, $"state {state}, number {i} is {found}, neither {before} nor {without}");
                kept += found == before ? 1 : 0;
            }
            Assert.InRange(kept / (double)(Batch * Hidden), share - 0.05, share + 0.05);   // five deviations of 2560 draws
        }
    }

    [Fact]
    public void Forward_OfRecurrentDropout_DropsTheSameOutputsAtEveryStep()
    {
        const int Hidden = 32, Steps = 3, Batch = 20;
        var run = Echo(Hidden, Steps, Batch, new RecurrentOptions { RecurrentDropout = 0.2 });
        var outputs = run.Forward();
        var dropped = 0;
        for (var i = 0; i < Batch * Hidden; i++)
        {
            var isDropped = outputs[i] == 0;
            dropped += isDropped ? 1 : 0;
            var h = run.State(0)[i];
            for (var t = 0; t < Steps; t++)
            {
                h = isDropped ? 0 : Math.Tanh(h / 0.8);
                RequireNear(h, outputs[t * Batch * Hidden + i]);
            }
        }
        Assert.InRange(dropped / (double)(Batch * Hidden), 0.12, 0.28);   // five deviations of 640 draws
    }

    [Fact]
    public void Forward_OfRecurrentDropoutInUse_DropsNothing()
    {
        var run = Echo(8, 1, 2, new RecurrentOptions { RecurrentDropout = 0.5 }, TraceMode.Inference);
        RequireNear([.. run.State(0).ToArray().Select(Math.Tanh)], run.Forward());
    }

    [Fact]
    public void Forward_OfRecurrentDropout_LeavesTheEquationsTheirPreviousOutput()
    {
        // With the update gate all but open, h' = h whatever is fed back.
        var run = new PlainRun("gru", 1, 8, 1, 4, new RecurrentOptions { RecurrentDropout = 0.5 });
        run.Weights("bias")[0].Slice(2 * 8, 8).Fill(1000);
        RequireNear(run.State(0), run.Forward());
    }

    [Theory]
    [InlineData(TraceMode.Training)]
    [InlineData(TraceMode.Inference)]
    public void Forward_OfWeightDrop_LeavesWeightsOutInTrainingAlone(TraceMode mode)
    {
        const int Hidden = 24;
        var run = new PlainRun("elman", 1, Hidden, 1, Hidden, new RecurrentOptions { WeightDrop = 0.25, HasBias = false }, mode);
        run.Fill("input", 0);
        run.Fill("recurrent", 0.3);
        run.State(0).Clear();
        for (var row = 0; row < Hidden; row++)
            run.State(0)[row * Hidden + row] = 1;   // row r of the outputs shows row r of the weights
        var outputs = run.Forward();
        var left = outputs.Count(output => output == 0);
        var kept = mode == TraceMode.Training ? Math.Tanh(0.3 / 0.75) : Math.Tanh(0.3);
        Assert.All(outputs.Where(output => output != 0), output => RequireNear(kept, output));
        Assert.InRange(left / (double)outputs.Length, mode == TraceMode.Training ? 0.15 : 0, mode == TraceMode.Training ? 0.35 : 0);
    }

    [Fact]
    public void Forward_OfProjection_IsTheCellsOutputTimesTheProjection()
    {
        const int Hidden = 5, Outputs = 3, Batch = 2;
        var projected = new PlainRun("lstm", 2, Hidden, 2, Batch, new RecurrentOptions { Projection = Outputs });
        var whole = new PlainRun("lstm", 2, Hidden, 2, Batch);
        // R of the whole cell is Wp R of the projected one: then both see the same at every step.
        whole.Take(projected, "input", "bias");
        for (var i = 0; i < Hidden; i++)
        {
            for (var column = 0; column < 4 * Hidden; column++)
                whole.Weights("recurrent")[i][column] = Enumerable.Range(0, Outputs).Sum(k => projected.Weights("projection")[i][k] * projected.Weights("recurrent")[k][column]);
        }
        projected.State(0).Clear();
        whole.State(0).Clear();
        var (found, unprojected) = (projected.Forward(), whole.Forward());
        for (var i = 0; i < found.Length; i++)
            RequireNear(Enumerable.Range(0, Hidden).Sum(unit => unprojected[i / Outputs * Hidden + unit] * projected.Weights("projection")[unit][i % Outputs]), found[i]);
        RequireNear(whole.Layer.FinalState(1)[1], projected.Layer.FinalState(1)[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_OfNormalisedGates_IsGainTimesNormalPlusBias(bool hasBias)
    {
        const int Hidden = 7;
        var run = new PlainRun("elman", 3, Hidden, 1, 1, new RecurrentOptions { LayerNormalization = true, HasBias = hasBias });
        for (var unit = 0; unit < Hidden; unit++)
        {
            run.Weights("gain")[0][unit] = 0.5 + 0.1 * unit;
            if (hasBias)
                run.Weights("bias")[0][unit] = 0.2 * unit - 0.5;
        }
        var sums = new double[Hidden];
        for (var unit = 0; unit < Hidden; unit++)
        {
            for (var i = 0; i < 3; i++)
                sums[unit] += run.Inputs[i] * run.Weights("input")[i][unit];
            for (var i = 0; i < Hidden; i++)
                sums[unit] += run.State(0)[i] * run.Weights("recurrent")[i][unit];
        }
        var (mean, variance) = (sums.Average(), sums.Average(sum => sum * sum) - sums.Average() * sums.Average());
        var wanted = sums.Select((sum, unit) => Math.Tanh(run.Weights("gain")[0][unit] * (sum - mean) / Math.Sqrt(variance + 1e-5) + (hasBias ? run.Weights("bias")[0][unit] : 0)));
        RequireNear([.. wanted], run.Forward());
    }

    [Fact]
    public void Forward_OfNormalisedGates_NormalisesEachGateByItself()
    {
        // Weights of one gate made a hundred times larger change nothing once each gate is normalised: not even those of the gates that one side alone feeds.
        const int Hidden = 16;
        var (run, scaled) = (Normalised(), Normalised());
        for (var row = 0; row < 3; row++)
        {
            foreach (ref var weight in scaled.Weights("input")[row][..Hidden])
                weight *= 100;
        }
        for (var row = 0; row < Hidden; row++)
        {
            foreach (ref var weight in scaled.Weights("recurrent")[row][^Hidden..])
                weight *= 100;
        }
        var (wanted, found) = (run.Forward(), scaled.Forward());
        for (var i = 0; i < wanted.Length; i++)
            Assert.InRange(found[i] - wanted[i], -1e-3, 1e-3);

        static PlainRun Normalised() => new("gru", 3, Hidden, 2, 2, new RecurrentOptions { LayerNormalization = true });
    }

    [Fact]
    public void Forward_OfAStagedCell_FeedsLateGatesWithWhatEarlyOnesMade()
    {
        const int Hidden = 3;
        var cell = new LoneCells<StagedCell>("staged");
        var run = new PlainRun(plan => cell.Make<double>(plan, "rnn", 2, Hidden, new RecurrentOptions()), 1, 1, 1, TraceMode.Training);
        var h = run.State(0).ToArray();
        double[] wanted = new double[Hidden], fed = new double[Hidden], z = new double[Hidden];
        for (var unit = 0; unit < Hidden; unit++)
        {
            var r = Sigmoid(Sum(run, h, unit) + run.Weights("unit")[0][unit] * h[unit]);
            (fed[unit], z[unit]) = (r * h[unit], Sigmoid(Sum(run, h, Hidden + unit)));
        }
        for (var unit = 0; unit < Hidden; unit++)
            wanted[unit] = (1 - z[unit]) * Math.Tanh(Sum(run, fed, 2 * Hidden + unit)) + z[unit] * h[unit];
        RequireNear(wanted, run.Forward());
    }

    static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    static double Sum(PlainRun run, double[] fed, int column)
    {
        var sum = run.Weights("bias")[0][column];
        for (var i = 0; i < run.Weights("input").Rows; i++)
            sum += run.Inputs[i] * run.Weights("input")[i][column];
        for (var i = 0; i < fed.Length; i++)
            sum += fed[i] * run.Weights("recurrent")[i][column];
        return sum;
    }

    [Fact]
    public void Forward_WithSomeUnitWeights_TakesTheOthersForZero()
    {
        var cell = new LoneCells<LonelyCell>("lonely");
        var some = new PlainRun(plan => cell.Make<double>(plan, "rnn", 2, 3, new RecurrentOptions { UnitWeights = ["weight1"] }), 2, 3, 2, TraceMode.Training);
        var all = new PlainRun(plan => cell.Make<double>(plan, "rnn", 2, 3, new RecurrentOptions()), 2, 3, 2, TraceMode.Training);
        Assert.Equal((1, 3), (some.Weights("unit").Rows, all.Weights("unit").Rows));
        all.Take(some, "input", "bias");
        all.Fill("unit", 0);
        some.Weights("unit")[0].CopyTo(all.Weights("unit")[1]);
        Assert.Equal(all.Forward(), some.Forward());
    }

    [Fact]
    public void Forward_OfACellWithSettings_GivesItThem()
    {
        var cell = new LoneCells<ScaledCell>("scaled");
        var half = new PlainRun(plan => cell.Make<double>(plan, "rnn", 2, 3, new RecurrentOptions { Settings = new CellSettings { MemoryClip = 0.5 } }), 1, 1, 2, TraceMode.Training);
        var twice = new PlainRun(plan => cell.Make<double>(plan, "rnn", 2, 3, new RecurrentOptions { Settings = new CellSettings { MemoryClip = 2 } }), 1, 1, 2, TraceMode.Training);
        RequireNear([.. half.Forward().Select(output => 4 * output)], twice.Forward());
    }

    [Theory]
    [InlineData("elman")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void Forward_OfAPaddedBatch_IsEverySequenceByItself(string cell)
    {
        const int Inputs = 2, Hidden = 4, Steps = 6, Batch = 5;
        int[] lengths = [3, 0, 6, 1, 4];
        foreach (var inFront in (bool[])[false, true])
        {
            var mask = new SequenceMask(Steps, Batch);
            mask.SetLengths(lengths, inFront);
            var together = new PlainRun(cell, Inputs, Hidden, Steps, Batch);
            var outputs = together.Forward(mask);
            for (var row = 0; row < Batch; row++)
                RequireAlone(cell, together, outputs, mask, row, lengths[row]);
        }
    }

    static void RequireAlone(string cell, PlainRun together, double[] outputs, SequenceMask mask, int row, int length)
    {
        var (steps, batch, hidden, inputs) = (mask.Steps, mask.Batch, together.State(0).Length / mask.Batch, together.Inputs.Length / (mask.Steps * mask.Batch));
        var own = Enumerable.Range(0, steps).Where(t => mask[t, row]).ToArray();
        foreach (var t in Enumerable.Range(0, steps).Except(own))
            Assert.All(outputs.AsSpan((t * batch + row) * hidden, hidden).ToArray(), number => Assert.Equal(0, number));
        var states = CellCatalog.Find(cell).Layout.States;
        if (length == 0)
        {
            for (var state = 0; state < states; state++)
                Assert.Equal(together.State(state).Slice(row * hidden, hidden).ToArray(), together.Layer.FinalState(state)[row].ToArray());
            return;
        }
        var alone = new PlainRun(cell, inputs, hidden, length, 1);
        for (var k = 0; k < length; k++)
            together.Inputs.Slice((own[k] * batch + row) * inputs, inputs).CopyTo(alone.Inputs[(k * inputs)..]);
        for (var state = 0; state < states; state++)
            together.State(state).Slice(row * hidden, hidden).CopyTo(alone.State(state));
        var wanted = alone.Forward();
        for (var k = 0; k < length; k++)
            Assert.Equal(wanted.AsSpan(k * hidden, hidden).ToArray(), outputs.AsSpan((own[k] * batch + row) * hidden, hidden).ToArray());
        for (var state = 0; state < states; state++)
            Assert.Equal(alone.Layer.FinalState(state)[0].ToArray(), together.Layer.FinalState(state)[row].ToArray());
    }
}
