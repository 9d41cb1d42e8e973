using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Translation;

/// <summary>Beam search over a network of its own symbols, against every sequence there is.</summary>
public sealed class BeamGeneratorTests
{
    const int Symbols = 4;

    static readonly int[] s_prompt = [1, 3, 0];

    static Network<double> NewNetwork(ulong seed)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new EmbeddingLayer<double>(plan, "words", Symbols, 3), new RecurrentLayer<double>(plan, "0", "lstm", 3, 6), new DenseLayer<double>(plan, "out", 6, Symbols));
        network.Initialize(new RandomStream(seed));
        foreach (ref var value in network.Parameters.Values)
            value *= 3;   // far from even
        network.Parameters.MarkChanged();
        return network;
    }

    // Every continuation with what the network itself says of it, symbol after symbol.
    static List<(int[] Symbols, double LogProbability, bool IsEnded)> All(Network<double> network, int steps, int? end)
    {
        var found = new List<(int[], double, bool)>();
        void GoOn(int[] symbols, double sum)
        {
            var stepwise = new StepwiseNetwork<double>(network);
            foreach (var symbol in s_prompt.Concat(symbols))
                stepwise.Step([symbol]);
            var scores = stepwise.Outputs[0, 0].ToArray();
            var log = SymbolChances.LogSum<double>(scores);
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                var (more, all) = (sum + (scores[symbol] - log), symbols.Append(symbol).ToArray());
                if (symbol == end)
                    found.Add((symbols, more, true));
                else if (all.Length == steps)
                    found.Add((all, more, false));
                else
                    GoOn(all, more);
            }
        }
        GoOn([], 0);
        return found;
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public void Search_WithRoomForAll_IsBruteForce(ulong seed)
    {
        const int Steps = 4, Every = 256;
        var network = NewNetwork(seed);
        var found = new BeamGenerator<double>(new StepwiseNetwork<double>(network, Every), new BeamOptions { Width = Every, Best = Every }).Search(s_prompt, Steps);
        var expected = All(network, Steps, null).OrderByDescending(one => one.LogProbability).ToList();
        Assert.Equal(Every, found.Length);
        for (var i = 0; i < Every; i++)
        {
            Assert.Equal(expected[i].Symbols, found[i].Symbols);
            Assert.Equal(expected[i].LogProbability, found[i].LogProbability, 1e-12);
            Assert.False(found[i].IsEnded);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.5)]
    public void Search_WithAnEnd_RanksWhatEndedFirst(double penalty)
    {
        const int Steps = 4;
        var network = NewNetwork(3);
        var options = new BeamOptions { Width = 200, Best = 200, LengthPenalty = penalty };
        var found = new BeamGenerator<double>(new StepwiseNetwork<double>(network, 200), options, end: 2).Search(s_prompt, Steps);
        var expected = All(network, Steps, 2);
        double Score((int[] Symbols, double LogProbability, bool IsEnded) one) => one.LogProbability / Math.Pow((5.0 + one.Symbols.Length + (one.IsEnded ? 1 : 0)) / 6, penalty);
        expected = [.. expected.OrderByDescending(one => one.IsEnded).ThenByDescending(Score)];
        Assert.Equal(1 + 3 + 9 + 27 + 81, found.Length);
        Assert.Equal(expected.Select(one => string.Join(' ', one.Symbols)), found.Select(one => string.Join(' ', one.Symbols)));
    }

    [Fact]
    public void Search_OfWidthOne_IsTheBestSymbolAtEachStep()
    {
        var network = NewNetwork(4);
        var found = Assert.Single(new BeamGenerator<double>(new StepwiseNetwork<double>(network), new BeamOptions { Width = 1 }).Search(s_prompt, 8));
        var stepwise = new StepwiseNetwork<double>(network);
        foreach (var symbol in s_prompt[..^1])
            stepwise.Step([symbol]);
        var chosen = new int[8];
        new Generator<double>(stepwise, temperature: 0).Generate(s_prompt.AsSpan(s_prompt.Length - 1), chosen);
        Assert.Equal(chosen, found.Symbols);
    }

    [Fact]
    public void Search_Twice_BeginsAnew()
    {
        var beam = new BeamGenerator<double>(new StepwiseNetwork<double>(NewNetwork(5), 5), new BeamOptions { Width = 3, Best = 3 });
        var first = beam.Search(s_prompt, 6);
        beam.Search([2], 3);
        Assert.Equal(first.Select(one => (string.Join(' ', one.Symbols), one.LogProbability)), beam.Search(s_prompt, 6).Select(one => (string.Join(' ', one.Symbols), one.LogProbability)));
        Assert.Equal(6, first[0].Symbols.Count);
    }

    [Fact]
    public void Search_OfWhatCannotBe_SaysWhatToDo()
    {
        var network = new StepwiseNetwork<double>(NewNetwork(1), 2);
        Assert.StartsWith("The beam is 3 wide and the network has 2 rows;", Assert.Throws<ArgumentException>(() => new BeamGenerator<double>(network, new BeamOptions { Width = 3 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BeamGenerator<double>(network, new BeamOptions { Width = 2, Best = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamGenerator<double>(network, new BeamOptions { Width = 2 }, end: 4));
        var beam = new BeamGenerator<double>(network, new BeamOptions { Width = 2 });
        Assert.StartsWith("The prompt is empty;", Assert.Throws<ArgumentException>(() => beam.Search([], 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => beam.Search([1], 0));
        var broken = NewNetwork(1);
        broken.Parameters.Values.Fill(double.NaN);
        broken.Parameters.MarkChanged();
        var error = Assert.Throws<InvalidOperationException>(() => new BeamGenerator<double>(new StepwiseNetwork<double>(broken, 4), new BeamOptions()).Search([1], 2));
        Assert.StartsWith("Step 0 of row 0: the network wrote something that is not a number", error.Message, StringComparison.Ordinal);
    }
}
