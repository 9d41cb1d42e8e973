using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>How well a network foresees a sequence.</summary>
public sealed class SymbolScorerTests
{
    const int Symbols = 7, Length = 300;   // longer than two of the scorer's windows

    static Network<double> NewNetwork(int symbols = Symbols)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "0", "lstm", symbols, 6), new DenseLayer<double>(plan, "out", 6, Symbols));
        network.Initialize(new RandomStream(5));
        return network;
    }

    static int[] NewSequence()
    {
        var random = new RandomStream(3);
        return [.. Enumerable.Range(0, Length).Select(_ => (int)(random.NextUInt64() % Symbols))];
    }

    [Fact]
    public void Add_GivesTheLogarithmOfEachSymbolsShare()
    {
        var (network, symbols, scored) = (NewNetwork(), NewSequence(), new double[Length]);
        new SymbolScorer<double>(network).Add(symbols, scored);
        Assert.True(double.IsNaN(scored[0]));
        var byHand = new StepwiseNetwork<double>(network);
        for (var t = 1; t < Length; t++)
        {
            byHand.Step(symbols.AsSpan(t - 1, 1));
            var scores = byHand.Outputs[0, 0].ToArray();
            Assert.Equal(scores[symbols[t]] - Math.Log(scores.Sum(Math.Exp)), scored[t], 1e-12);
        }
    }

    [Theory]
    [InlineData(1), InlineData(127), InlineData(128), InlineData(129)]
    public void Add_InParts_GivesTheSameBits(int part)
    {
        var (network, symbols) = (NewNetwork(), NewSequence());
        double[] whole = new double[Length], parts = new double[Length];
        var scorer = new SymbolScorer<double>(network);
        scorer.Add(symbols, whole);
        scorer.Reset();
        for (var at = 0; at < Length; at += part)
            scorer.Add(symbols.AsSpan(at, Math.Min(part, Length - at)), parts.AsSpan(at));
        Assert.Equal(whole, parts);
    }

    [Theory]
    [InlineData(0, -1), InlineData(0, Symbols), InlineData(1, Symbols), InlineData(299, -3)]
    public void Add_OfASymbolOutOfRange_ReadsNothing(int place, int symbol)
    {
        var (network, symbols, scored, after) = (NewNetwork(), NewSequence(), new double[Length], new double[Length]);
        var scorer = new SymbolScorer<double>(network);
        var broken = symbols.ToArray();
        broken[place] = symbol;
        Assert.Contains($"Symbol {symbol} is out of range; this network has symbols from 0 to 6.", Assert.Throws<ArgumentException>(() => scorer.Add(broken, after)).Message, StringComparison.Ordinal);
        Assert.Contains("room for 3 numbers", Assert.Throws<ArgumentException>(() => scorer.Add(symbols, after.AsSpan(0, 3))).Message, StringComparison.Ordinal);
        scorer.Add(symbols, after);
        new SymbolScorer<double>(network).Add(symbols, scored);
        Assert.Equal(scored, after);
    }

    [Fact]
    public void New_OfANetworkThatWritesNoScoreForEachSymbol_Throws() =>
        Assert.Contains("must write a score for each symbol", Assert.Throws<ArgumentException>(() => new SymbolScorer<double>(NewNetwork(symbols: 9))).Message, StringComparison.Ordinal);

    [Fact]
    public void Add_OfABrokenNetwork_Throws()
    {
        var network = NewNetwork();
        network.Parameters.Values[^1] = double.NaN;
        network.Parameters.MarkChanged();
        Assert.Throws<InvalidOperationException>(() => new SymbolScorer<double>(network).Add([1, 2, 3], new double[3]));
    }
}
