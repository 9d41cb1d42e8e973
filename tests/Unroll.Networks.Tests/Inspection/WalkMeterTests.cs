using System;
using System.Collections.Generic;
using System.Linq;
using MathNet.Numerics.LinearAlgebra;
using Unroll.Networks.Cells;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Inspection;

public sealed class WalkMeterTests
{
    static double[] Draw(int size, ulong seed, double scale)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, size * size).Select(_ => scale * random.NextNormal())];
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1.0)]
    [InlineData(7, 0.1)]
    [InlineData(16, 30.0)]
    [InlineData(31, 1e-3)]
    public void SpectralRadius_OfRandomMatrices_IsTheLargestEigenvalue(int size, double scale)
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var numbers = Draw(size, seed, scale);
            var wanted = Matrix<double>.Build.Dense(size, size, (row, column) => numbers[row * size + column]).Evd().EigenValues.Max(value => value.Magnitude);
            Assert.Equal(1, SpectralRadius.Of(numbers, size) / wanted, 1e-5);
            if (size > 1)
                Assert.Equal(1, SpectralRadius.Estimate(numbers, size) / wanted, 0.03);
        }
    }

    [Fact]
    public void SpectralRadius_OfMatricesThatPowersFindHard_IsRight()
    {
        Assert.Equal(0, SpectralRadius.Of([0, 5, 0, 0], 2));                        // no eigenvalue but 0
        Assert.Equal(2, SpectralRadius.Of([0, -2, 2, 0], 2), 1e-5);                 // ± 2i
        Assert.Equal(0.5, SpectralRadius.Of([0.5, 1000, 0, 0.5], 2), 1e-4);         // far from its eigenvectors
        Assert.Equal(3, SpectralRadius.Of([3, 0, 0, 0, -3, 0, 0, 0, 1], 3), 1e-5);   // two of one size
        Assert.True(double.IsNaN(SpectralRadius.Of([double.NaN], 1)));
    }

    static WalkMeasures Measure(string cell, Action<Network<double>> set, RecurrentOptions? options = null)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", cell, 1, 2, options));
        set(network);
        network.Parameters.MarkChanged();
        var inputs = new PinnedNumbers<double>(6);
        var trace = network.CreateTrace(3, 2, TraceMode.Inspection, WorkerTeam.Single);
        network.Forward(new LayerInput<double>(inputs.As(3, 2, 1)), trace);
        return Assert.Single(WalkMeter.Measure(trace));
    }

    static void SetBias(Network<double> network, params double[] bias) =>
        bias.CopyTo(network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.bias"))[0]);

    static double Logit(double share) => Math.Log(share / (1 - share));

    [Fact]
    public void Measure_OfGatesSetByHand_GivesTheirShares()
    {
        // i f g o of two units: one forget gate at 0.8, the other at 0.99; i at 0.05 and 0.5; o wide open; g at 0.
        var measures = Measure("lstm", network => SetBias(network, Logit(0.05), 0, Logit(0.8), Logit(0.99), 0, 0, 9, 9));
        var gates = measures.Gates.ToDictionary(gate => gate.Name);
        Assert.Equal(["i", "f", "g", "o"], measures.Gates.Select(gate => gate.Name));
        Assert.Equal((0.5, 0), (gates["i"].SaturatedLow, gates["i"].SaturatedHigh));
        Assert.Equal((0, 0.5), (gates["f"].SaturatedLow, gates["f"].SaturatedHigh));
        Assert.Equal((0, 0), (gates["g"].SaturatedLow, gates["g"].SaturatedHigh));
        Assert.Equal((0, 1), (gates["o"].SaturatedLow, gates["o"].SaturatedHigh));
        Assert.Equal(0.895, gates["f"].Mean, 1e-12);
        Assert.Equal([-1 / Math.Log(0.8), -1 / Math.Log(0.99)], measures.TimeConstants.Select(time => Math.Round(time, 9)), new Near());
    }

    sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double obj) => 0;
    }

    [Fact]
    public void TimeConstants_OfCellsThatSayItTheOtherWay_AreOfWhatIsKept()
    {
        // The minimal gated unit writes with f: it keeps 1 − f.
        Assert.Equal(-1 / Math.Log(0.9), Measure("mgu", network => SetBias(network, Logit(0.1), Logit(0.1), 0, 0)).TimeConstants[0], 1e-9);
        Assert.Equal(-1 / Math.Log(0.7), Measure("gru", network => SetBias(network, 0, 0, 0, 0, Logit(0.7), Logit(0.7), 0, 0)).TimeConstants[1], 1e-9);
        Assert.Empty(Measure("elman", _ => { }).TimeConstants);
    }

    // Gates that are exactly open and exactly shut, by biases at which σ rounds to 1 and to 0.
    [Fact]
    public void TimeConstants_AtTheBounds_AreInfiniteAndNearlyNothing()
    {
        var measures = Measure("lstm", network => SetBias(network, 0, 0, 800, -800, 0, 0, 0, 0));
        Assert.Equal(double.PositiveInfinity, measures.TimeConstants[0]);
        Assert.Equal(-1 / Math.Log(1e-12), measures.TimeConstants[1], 1e-9);
    }

    // One unit whose forget gate is σ(x): what is measured is exactly of the places that were asked of.
    static GateMeasures ForgetGate(int steps, int batch, Func<int, int, double> input, SequenceMask? mask = null)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "lstm", 1, 1));
        network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.input"))[0][1] = 1;
        network.Parameters.MarkChanged();
        var inputs = new PinnedNumbers<double>(steps * batch);
        for (var step = 0; step < steps; step++)
        {
            for (var row = 0; row < batch; row++)
                inputs.All[step * batch + row] = input(step, row);
        }
        var trace = network.CreateTrace(steps, batch, TraceMode.Inspection, WorkerTeam.Single, masks: true);
        network.Forward(new LayerInput<double>(inputs.As(steps, batch, 1)), trace, mask);
        return Assert.Single(WalkMeter.Measure(trace)).Gates[1];
    }

    [Fact]
    public void Measure_OfPaddedRows_LeavesPaddingOut()
    {
        // 0.5 where there is something, 1 at padding: three steps of the first row, one of the second.
        var gate = ForgetGate(3, 2, (step, row) => row == 1 && step > 0 ? 50 : 0, SequenceMask.OfLengths(3, 3, 1));
        Assert.Equal((0.5, 0.0), (gate.Mean, gate.SaturatedHigh));
    }

    [Theory]
    [InlineData(31, 1)]
    [InlineData(32, 2)]
    [InlineData(70, 4)]
    public void Measure_OfALargeBatch_TakesEveryFewthRow(int batch, int apart)
    {
        var gate = ForgetGate(2, batch, (_, row) => row / 100.0);
        Assert.Equal(Enumerable.Range(0, batch).Where(row => row % apart == 0).Average(row => 1 / (1 + Math.Exp(-row / 100.0))), gate.Mean, 1e-12);
    }

    // A gate counts as saturated within a tenth of its bounds, not before.
    [Fact]
    public void Measure_OfGatesNearATenth_CountsFromThere()
    {
        var gate = ForgetGate(1, 4, (_, row) => Logit(new[] { 0.099, 0.101, 0.899, 0.901 }[row]));
        Assert.Equal((0.25, 0.25), (gate.SaturatedLow, gate.SaturatedHigh));
    }

    [Fact]
    public void SpectralRadius_WithAProjection_IsOfTheProjectionTimesTheGatesWeights()
    {
        var measures = Measure("lstm", network =>
        {
            var recurrent = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.recurrent"));    // [2, i f g o of two units]
            (recurrent[0][2], recurrent[0][3], recurrent[1][2], recurrent[1][3]) = (3, -1, 0.5, 2);
            var projection = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.projection"));  // [2, 2]
            (projection[0][0], projection[0][1], projection[1][0]) = (0.5, 1, 2);
        }, new RecurrentOptions { Projection = 2 });
        // [[0.5, 1], [2, 0]] times [[3, -1], [0.5, 2]] is [[2, 1.5], [6, -2]], whose eigenvalues are ± √13.
        Assert.Equal([0, 3.6056, 0, 0], measures.Gates.Select(gate => Math.Round(gate.SpectralRadius, 4)));
    }

    [Fact]
    public void SpectralRadii_OfALayer_AreThoseOfItsRecurrentMatrix()
    {
        var gru = Measure("gru", network =>
        {
            var recurrent = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.recurrent"));   // r z m
            (recurrent[0][0], recurrent[1][1]) = (0.25, -0.5);
            (recurrent[0][5], recurrent[1][4]) = (2, -2);
        });
        Assert.True(double.IsNaN(gru.Gates[0].SpectralRadius));   // n reads the input alone
        Assert.Equal([0.5, 0, 2], gru.Gates.Skip(1).Select(gate => Math.Round(gate.SpectralRadius, 4)));
        var independent = Measure("indrnn", network =>
        {
            var unit = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "rnn.unit"));
            (unit[0][0], unit[0][1]) = (0.3, -0.8);
        });
        Assert.Equal(0.8, independent.Gates[0].SpectralRadius, 1e-12);
    }

    [Theory]
    [InlineData("lstm", 0, 0, 1)]
    [InlineData("lstm", 2, -1, 1)]
    [InlineData("gru", 0, -1, 1)]
    [InlineData("gru", 3, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("elman", 0, -1, 1)]
    [InlineData("elman-sigmoid", 0, 0, 1)]
    [InlineData("elman-relu", 0, 0, double.PositiveInfinity)]
    [InlineData("elman-identity", 0, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("vs-lstm", 3, -1, 1)]
    [InlineData("lstm-peephole", 1, 0, 1)]
    [InlineData("mgu", 1, -1, 1)]
    public void Range_OfAGate_IsThatOfItsFunction(string cell, int gate, double low, double high)
    {
        Assert.Equal(new GateRange(low, high), GateRange.Of(CellCatalog.Find(cell), gate, CellSettings.Default));
        var settings = new CellSettings { Gate = new(ActivationKind.Softsign), Candidate = new(ActivationKind.HardSigmoid) };
        var wanted = (cell, gate) is ("lstm" or "lstm-peephole", < 2) ? new GateRange(-1, 1) : cell == "gru" && gate == 3 ? new(low, high) : new GateRange(0, 1);
        Assert.Equal(wanted, GateRange.Of(CellCatalog.Find(cell), gate, settings));
    }
}
