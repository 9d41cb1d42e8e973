using System;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Inspection;

public sealed class GradientByLagTests
{
    public static TheoryData<string> Cells => [.. CellCatalog.Names];

    static double[] Curves(WalkCase walkCase, Walk walk, int threads)
    {
        using var team = new WorkerTeam(threads);
        var network = walkCase.Build<double>(walk, LaneWidths.Widest);
        var trace = network.CreateTrace(walkCase.Steps, walkCase.Batch, TraceMode.Training, team, inputGradients: true, masks: walkCase.Variant.Padding is not null);
        var data = new WalkData<double>(walkCase, network, trace, new RandomStream(3));
        data.Forward();
        foreach (var layer in trace.Layers.Cast<RecurrentTrace<double>>())
            layer.FinalStateGradient.Reset();
        FillAll(trace.OutputGradients);
        var curves = GradientByLag.Measure(network, trace);
        GC.KeepAlive(data);
        return [.. curves.SelectMany(curve => curve.Norms)];
    }

    static void FillAll(Sequence<double> gradients)
    {
        for (var step = 0; step < gradients.Steps; step++)
        {
            for (var row = 0; row < gradients.Batch; row++)
            {
                foreach (ref var gradient in gradients[step, row])
                    gradient = Math.Cos(step + 2 * row) + 1.5;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Measure_OfTheFastWalkWithEveryOption_GivesTheCurvesOfThePlainWalk(string cell)
    {
        foreach (var variant in WalkVariants.Of(CellCatalog.Find(cell), projection: 7).Prepend(WalkVariant.Plain))
        {
            var walkCase = new WalkCase(cell, 3, 21, 4, 6, Layers: 2) { Variant = variant };
            double[] found = Curves(walkCase, Walk.Fused, 2), wanted = Curves(walkCase, Walk.Plain, 1);
            Assert.Equal(8, wanted.Length);
            Assert.All(found.Zip(wanted), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-9 * (1 + pair.Second), $"{walkCase}: {pair.First} instead of {pair.Second}"));
        }
    }

    [Fact]
    public void Measure_WhereThreadsShareUnits_GivesTheCurvesOfOne()
    {
        var walkCase = new WalkCase("lstm", 3, 372, 3, 5);
        Assert.Equal(Curves(walkCase, Walk.Fused, 1), Curves(walkCase, Walk.Fused, 2));
    }

    // A linear cell with R = s · I: ∂h(t + k)/∂h(t) = sᵏ.
    static LagCurve LinearCurve(double factor, SequenceMask? mask, Func<ParameterPlan, ILayer<double>>? make = null, Action<Sequence<double>>? loss = null)
    {
        const int Steps = 9, Units = 4;
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, make?.Invoke(plan) ?? new RecurrentLayer<double>(plan, "rnn", "elman-identity", 2, Units));
        network.Initialize(new RandomStream(1));
        var recurrent = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.recurrent"));
        for (var row = 0; row < Units; row++)
        {
            recurrent[row].Clear();
            recurrent[row][row] = factor;
        }
        network.Parameters.MarkChanged();
        var inputs = PinnedNumbers<double>.Normal(Steps * 3 * 2, 1);
        var trace = network.CreateTrace(Steps, 3, TraceMode.Training, WorkerTeam.Single, masks: true);
        network.Forward(new LayerInput<double>(inputs.As(Steps, 3, 2)), trace, mask);
        (loss ?? FillAll)(trace.OutputGradients);
        return Assert.Single(GradientByLag.Measure(network, trace));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Measure_OfALinearCell_FallsOrGrowsAsItsRecurrentMatrixSays(double factor)
    {
        var curve = LinearCurve(factor, null);
        Assert.Equal(9, curve.Norms.Count);
        for (var lag = 1; lag < 9; lag++)
            Assert.Equal(curve.Norms[0] * Math.Pow(factor, lag), curve.Norms[lag], 1e-9);
        Assert.Equal(factor, curve.FactorPerStep, 1e-9);
    }

    [Fact]
    public void Measure_OfPaddedRows_CountsLagsFromEachRowsOwnEnd()
    {
        var curve = LinearCurve(0.5, SequenceMask.OfLengths(9, 3, 0, 6));
        Assert.Equal(6, curve.Norms.Count);
        // From lag 3 on the longer row alone: its own curve goes on as before.
        Assert.All(Enumerable.Range(4, 2), lag => Assert.Equal(curve.Norms[lag - 1] / 2, curve.Norms[lag], 1e-12));
        Assert.All(Enumerable.Range(1, 2), lag => Assert.Equal(curve.Norms[lag - 1] / 2, curve.Norms[lag], 1e-12));
    }

    // h of every unit has the gradient of FillAll at the row's last step, halved for each step before: so each lag's mean over the rows is known.
    [Fact]
    public void Measure_OfRowsOfDifferentLengths_IsTheMeanOfThoseThatReachBackSoFar()
    {
        var curve = LinearCurve(0.5, SequenceMask.OfLengths(9, 3, 0, 6));
        double Norm(int step, int row, int lag) => 2 * (Math.Cos(step + 2 * row) + 1.5) * Math.Pow(0.5, lag);
        for (var lag = 0; lag < 6; lag++)
            Assert.Equal(lag < 3 ? (Norm(2, 0, lag) + Norm(5, 2, lag)) / 2 : Norm(5, 2, lag), curve.Norms[lag], 1e-12);
    }

    [Fact]
    public void FactorPerStep_OfShortAndEmptyCurves_IsNone()
    {
        Assert.Equal(double.NaN, new LagCurve("rnn", [1]).FactorPerStep);
        Assert.Equal(double.NaN, new LagCurve("rnn", [0, 0, 0]).FactorPerStep);
        Assert.Equal(0, new LagCurve("rnn", [1, 0]).FactorPerStep);
        Assert.Equal(3, new LagCurve("rnn", [1, 2, 9]).FactorPerStep, 1e-12);
    }

    [Fact]
    public void Measure_OfATraceThatIsNotReady_SaysWhatToDo()
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "gru", 2, 4));
        foreach (var mode in new[] { TraceMode.Training, TraceMode.Inspection })
            Assert.Contains("run Forward and the loss first", Assert.Throws<InvalidOperationException>(() => GradientByLag.Measure(network, network.CreateTrace(2, 1, mode, WorkerTeam.Single))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_WhenDone_LeavesNoRecordBehind()
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "gru", 2, 4));
        network.Initialize(new RandomStream(1));
        var inputs = PinnedNumbers<double>.Normal(8, 1);
        var trace = network.CreateTrace(2, 2, TraceMode.Training, WorkerTeam.Single);
        network.Forward(new LayerInput<double>(inputs.As(2, 2, 2)), trace);
        FillAll(trace.OutputGradients);
        GradientByLag.Measure(network, trace);
        Assert.Null(((RecurrentTrace<double>)trace.Layers[0]).Record);
        Assert.All(trace.OutputGradients[0, 1].ToArray(), gradient => Assert.Equal(0, gradient));
        Assert.All(trace.OutputGradients[1, 1].ToArray(), gradient => Assert.NotEqual(0, gradient));
    }

    [Fact]
    public void Measure_OfAReversedLayer_CountsLagsTheWayItWalks()
    {
        ILayer<double> Make(ParameterPlan plan) => new ReversedLayer<double>(plan, "rnn", "elman-identity", 2, 4);
        static void First(Sequence<double> gradients)
        {
            gradients.Clear();
            for (var row = 0; row < gradients.Batch; row++)
                gradients[0, row].Fill(1);
        }
        Assert.Equal(9, LinearCurve(0.5, null, Make, First).Norms.Count);
        Assert.Single(LinearCurve(0.5, null, Make).Norms);   // the last step is the walk's first
    }

    [Fact]
    public void Measure_WithAPoolAbove_CountsFromTheRowsEnd()
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "gru", 2, 4), new PoolLayer<double>(4, Pooling.Last));
        network.Initialize(new RandomStream(1));
        var inputs = PinnedNumbers<double>.Normal(5 * 2 * 2, 1);
        var trace = network.CreateTrace(5, 2, TraceMode.Training, WorkerTeam.Single, masks: true);
        network.Forward(new LayerInput<double>(inputs.As(5, 2, 2)), trace, SequenceMask.OfLengths(5, 5, 2));
        FillAll(trace.OutputGradients);
        var curve = Assert.Single(GradientByLag.Measure(network, trace));
        Assert.Equal(5, curve.Norms.Count);
        Assert.All(curve.Norms, norm => Assert.True(norm > 0));
    }

    [Fact]
    public void Measure_OfAHandMadeChain_MatchesCentralDifferences()
    {
        // ‖∂L/∂h(0)‖ by differences of the loss in h(0): the state that the second of two windows starts from.
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "lstm", 2, 3));
        network.Initialize(new RandomStream(2));
        var inputs = PinnedNumbers<double>.Normal(4 * 2, 1);
        var trace = network.CreateTrace(4, 1, TraceMode.Training, WorkerTeam.Single);
        network.Forward(new LayerInput<double>(inputs.As(4, 1, 2)), trace);
        FillAll(trace.OutputGradients);
        var gradient = trace.OutputGradients[3, 0].ToArray();
        var states = new PinnedNumbers<double>(6);
        for (var state = 0; state < 2; state++)
            trace.Inspect()[0].CopyState(state, 0, 0, states.All.Slice(3 * state, 3));
        var norm = GradientByLag.Measure(network, trace)[0].Norms[3];
        var squares = 0.0;
        for (var unit = 0; unit < 3; unit++)
        {
            var slope = (Loss(network, inputs, states, unit, 1e-5, gradient) - Loss(network, inputs, states, unit, -1e-5, gradient)) / 2e-5;
            squares += slope * slope;
        }
        Assert.Equal(Math.Sqrt(squares), norm, 1e-8);
    }

    static double Loss(Network<double> network, PinnedNumbers<double> inputs, PinnedNumbers<double> states, int unit, double shift, double[] gradient)
    {
        var trace = network.CreateTrace(3, 1, TraceMode.Inference, WorkerTeam.Single);
        states.All[unit] += shift;
        for (var state = 0; state < 2; state++)
            ((RecurrentTrace<double>)trace.Layers[0]).InitialState.Set(state, states.As(2, 1, 3).Slice(state, 1).Rows);
        network.Forward(new LayerInput<double>(inputs.As(4, 1, 2).Slice(1, 3)), trace);
        states.All[unit] -= shift;
        return trace.Outputs[2, 0].ToArray().Zip(gradient, (output, weight) => output * weight).Sum();
    }
}
