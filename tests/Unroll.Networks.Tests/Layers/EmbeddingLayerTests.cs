using System;
using System.Linq;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Tables of symbols: gathered, summed, with a row of zeros for padding, dropped row by row, and shared with the output.</summary>
public sealed class EmbeddingLayerTests
{
    const int Symbols = 6, Width = 19;

    static readonly int[] s_lengths = [4, 0, 5, 1, 5, 2, 3];

    [Fact]
    public void Passes_OfSymbols_GatherRowsAndSumTheirGradients()
    {
        var run = new LayerRun(LayerCases.Find("embedding"), s_lengths).Pass();
        var table = run.Network.Parameters.Values.ToArray();
        var wanted = new double[table.Length];
        for (var row = 0; row < run.Batch; row++)
        {
            foreach (var place in run.PlacesOf(row))
            {
                var symbol = run.Symbols.All[place];
                Assert.Equal(table[(symbol * Width)..((symbol + 1) * Width)], run.Output(place));
                for (var i = 0; i < Width; i++)
                    wanted[symbol * Width + i] += run.OutputGradients[place * Width + i];
            }
        }
        Assert.All(wanted.Zip(run.Network.Parameters.Gradients.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        // Nothing of a pass is left in the next.
        Assert.Equal(run.Network.Parameters.Gradients.ToArray(), run.Pass().Network.Parameters.Gradients.ToArray());
    }

    [Fact]
    public void Rows_DroppedInTraining_AreDroppedWhereverTheirSymbolStands()
    {
        var run = new LayerRun(LayerCases.Find("embedding with rows dropped"), s_lengths).Pass();
        var table = run.Network.Parameters.Values.ToArray();
        var factors = new double?[Symbols];
        for (var row = 0; row < run.Batch; row++)
        {
            foreach (var place in run.PlacesOf(row))
            {
                var symbol = run.Symbols.All[place];
                var factor = factors[symbol] ??= run.Output(place)[0] / table[symbol * Width];
                Assert.True(factor == 0 || Math.Abs(factor - 1 / 0.6) < 1e-12);
                Assert.All(run.Output(place).Select((number, i) => (number, i)), at => Assert.Equal(table[symbol * Width + at.i] * factor, at.number, 1e-12));
            }
        }
        Assert.Contains(0, factors);
        Assert.Contains(factors, factor => factor > 1);
        var inUse = new LayerRun(LayerCases.Find("embedding with rows dropped"), s_lengths, mode: TraceMode.Inference);
        inUse.Forward();
        Assert.Equal(table[..Width], inUse.Output(Array.IndexOf(inUse.Symbols.All[..inUse.Batch].ToArray(), 0)));
    }

    static LayerRun NewPadded(bool tied) => new(new LayerCase("padded", Symbols, (plan, width) =>
    {
        var embedding = new EmbeddingLayer<double>(plan, "words", Symbols, Width, paddingSymbol: 2, table: new Uniform(1, 2));
        return tied ? [embedding, new TiedDenseLayer<double>(plan, "out", embedding, width: width)] : [embedding];
    })
    { Symbols = true });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Row_OfThePaddingSymbol_StartsAndStaysZero(bool tied)
    {
        var run = NewPadded(tied);
        for (var place = 0; place < run.Symbols.All.Length; place++)
            run.Symbols.All[place] = (place + 2) % Symbols;
        run.Pass();
        var table = run.Network.Parameters.Segments.Single(segment => segment.Name == "words.table");
        for (var symbol = 0; symbol < Symbols; symbol++)
        {
            Assert.Equal(symbol == 2, run.Network.Parameters.ValuesOf(table)[symbol].ToArray().All(number => number == 0));
            Assert.Equal(symbol == 2, run.Network.Parameters.GradientsOf(table)[symbol].ToArray().All(number => number == 0));
        }
        if (!tied)
            Assert.Equal(new double[Width], run.Output(0));
    }

    [Fact]
    public void Outputs_OfATiedLayer_AreProductsWithTheTable()
    {
        var run = new LayerRun(new LayerCase("tied", Symbols, (plan, width) =>
        {
            var embedding = new EmbeddingLayer<double>(plan, "words", Symbols, Width);
            return [embedding, new TiedDenseLayer<double>(plan, "out", embedding, new Uniform(-1, 1), width)];
        })
        { Symbols = true }).Pass();
        var (table, bias) = (run.Network.Parameters.Values[..(Symbols * Width)].ToArray(), run.Network.Parameters.Values[(Symbols * Width)..].ToArray());
        double[] Row(int symbol) => table[(symbol * Width)..((symbol + 1) * Width)];
        double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
        var wanted = new double[table.Length];
        for (var place = 0; place < run.OutputSteps * run.Batch; place++)
        {
            var read = run.Symbols.All[place];
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                var gradient = run.OutputGradients[place * Symbols + symbol];
                Assert.Equal(Dot(Row(read), Row(symbol)) + bias[symbol], run.Output(place)[symbol], 1e-12);
                for (var i = 0; i < Width; i++)
                {
                    wanted[symbol * Width + i] += gradient * table[read * Width + i];
                    wanted[read * Width + i] += gradient * table[symbol * Width + i];
                }
            }
        }
        Assert.All(wanted.Zip(run.Network.Parameters.Gradients.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    [Fact]
    public void Table_TiedTwice_IsRefused()
    {
        var plan = new ParameterPlan();
        var embedding = new EmbeddingLayer<double>(plan, "words", 3, 3);
        ILayer<double>[] layers = [embedding, new TiedDenseLayer<double>(plan, "a", embedding), new TiedDenseLayer<double>(plan, "b", embedding)];
        Assert.StartsWith("The table is tied to another layer already", Assert.Throws<InvalidOperationException>(() => new Network<double>(plan, layers)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Layer 'c' is tied to a table that this plan does not have", Assert.Throws<ArgumentException>(() => new TiedDenseLayer<double>(new ParameterPlan(), "c", embedding)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_WithAnEmbedding_SaysWhatItReads()
    {
        var plan = new ParameterPlan();
        var dense = new DenseLayer<double>(plan, "dense", 2, 3);
        var embedding = new EmbeddingLayer<double>(plan, "words", 3, 2);
        Assert.StartsWith("Layer 1 (EmbeddingLayer) reads symbols, but Layer 0 (DenseLayer) writes numbers; put it first.", Assert.Throws<ArgumentException>(() => new Network<double>(plan, dense, embedding)).Message, StringComparison.Ordinal);
        var network = new Network<double>(plan, embedding);
        network.Initialize(new RandomStream(1));
        var trace = network.CreateTrace(1, 1, TraceMode.Inference, WorkerTeam.Single);
        var numbers = new LayerInput<double>(new PinnedNumbers<double>(3).As(1, 1, 3));
        Assert.StartsWith("Layer 0 (EmbeddingLayer) reads symbols, and the input is numbers; give symbols.", Assert.Throws<ArgumentException>(() => network.Forward(numbers, trace)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_WithNonsense_IsRefused()
    {
        Assert.StartsWith("Layer 'a' has 3 symbols; give one from 0 to 2.", Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingLayer<float>(new ParameterPlan(), "a", 3, 2, paddingSymbol: 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingLayer<float>(new ParameterPlan(), "a", 3, 2, dropout: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingLayer<float>(new ParameterPlan(), "a", 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingLayer<float>(new ParameterPlan(), "a", 3, 0));
    }
}
