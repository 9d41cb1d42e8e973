using System;
using System.Collections.Generic;
using System.Linq;
using MathNet.Numerics.LinearAlgebra;
using Unroll.Networks.Cells;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
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
