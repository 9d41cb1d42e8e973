using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>Networks run on what they wrote.</summary>
public sealed class GeneratorTests
{
    const int Width = 4, Steps = 9;

    [Fact]
    public void Generate_OfNumbers_HasTheBitsOfTheClosedLoop()
    {
        var first = PinnedNumbers<double>.Normal(Steps * 3 * Width, 5);
        var (plan, loopPlan) = (new ParameterPlan(), new ParameterPlan());
        var network = Initialized(new Network<double>(plan, LayersOf(plan)));
        var loop = Initialized(new Network<double>(loopPlan, new FeedbackLayer<double>(loopPlan, LayersOf)));
        using var team = new WorkerTeam(2);
        var trace = loop.CreateTrace(Steps, 3, TraceMode.Training, team);
        loop.Forward(new LayerInput<double>(first.As(Steps, 3, Width)), trace);
        var outputs = new double[Steps * 3 * Width];
        var generator = new Generator<double>(new StepwiseNetwork<double>(network, 3));
        generator.Generate(first.All[..(3 * Width)], outputs.AsSpan(0, 4 * 3 * Width));
        // The second call goes on where the first one stopped.
        generator.Generate(outputs.AsSpan(3 * 3 * Width, 3 * Width), outputs.AsSpan(4 * 3 * Width));
        Assert.Equal(Enumerable.Range(0, Steps * 3).SelectMany(place => trace.Outputs.Rows[place].ToArray()), outputs);
    }

    [Fact]
    public void Generate_AtTemperatureZero_TakesTheBestSymbolAndFeedsItBack()
    {
        var network = NewNetwork();
        var chosen = new int[Steps * 2];
        new Generator<double>(new StepwiseNetwork<double>(network, 2), temperature: 0).Generate([1, 3], chosen);
        var byHand = new StepwiseNetwork<double>(network, 2);
        int[] input = [1, 3];
        for (var t = 0; t < Steps; t++)
        {
            byHand.Step(input);
            input = [ArgMax.Of<double>(byHand.Outputs[0, 0]), ArgMax.Of<double>(byHand.Outputs[0, 1])];
            Assert.Equal(input, chosen[(2 * t)..(2 * t + 2)]);
        }
        Assert.True(chosen.Distinct().Count() > 1);
    }

    [Fact]
    public void Generate_OfARow_IsTheSameBesideOthers()
    {
        var network = NewNetwork();
        int[] alone = new int[Steps], beside = new int[Steps * 3], again = new int[Steps * 3], other = new int[Steps * 3];
        new Generator<double>(new StepwiseNetwork<double>(network), new RandomStream(7)).Generate([2], alone);
        new Generator<double>(new StepwiseNetwork<double>(network, 3), new RandomStream(7)).Generate([2, 2, 2], beside);
        new Generator<double>(new StepwiseNetwork<double>(network, 3), new RandomStream(7)).Generate([2, 2, 2], again);
        new Generator<double>(new StepwiseNetwork<double>(network, 3), new RandomStream(8)).Generate([2, 2, 2], other);
        Assert.Equal(alone, beside.Where((_, i) => i % 3 == 0));
        Assert.Equal(beside, again);
        Assert.NotEqual(beside, other);
        Assert.NotEqual(beside.Where((_, i) => i % 3 == 0), beside.Where((_, i) => i % 3 == 1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Generate_OfManyRowsOnSeveralThreads_HasTheBitsOfOne(int threads)
    {
        const int Rows = 70, Symbols = 61, Units = 520;   // enough to share sampling and copying
        var plan = new ParameterPlan();
        var network = Initialized(new Network<double>(plan, new RecurrentLayer<double>(plan, "0", "gru", Symbols, Units), new DenseLayer<double>(plan, "out", Units, Symbols)));
        var first = Enumerable.Range(0, Rows).Select(row => row % Symbols).ToArray();
        int[] one = new int[4 * Rows], several = new int[4 * Rows];
        using var team = new WorkerTeam(threads);
        new Generator<double>(new StepwiseNetwork<double>(network, Rows), new RandomStream(7)).Generate(first, one);
        new Generator<double>(new StepwiseNetwork<double>(network, Rows, team), new RandomStream(7)).Generate(first, several);
        Assert.Equal(one, several);
        network.Parameters.Values.Fill(double.NaN);
        network.Parameters.MarkChanged();
        var broken = new Generator<double>(new StepwiseNetwork<double>(network, Rows, team), new RandomStream(7));
        Assert.StartsWith("The scores of row ", Assert.Throws<InvalidOperationException>(() => broken.Generate(first, one)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Generate_OfManySymbols_DrawsThemAsOftenAsTheSoftmaxSays(double temperature)
    {
        double[] scores = [0.3, -1, double.NegativeInfinity, 1.2];
        const int Draws = 20_000;
        var chosen = new int[Draws];
        new Generator<double>(new StepwiseNetwork<double>(Scoring(scores)), new RandomStream(3), temperature).Generate([0], chosen);
        var weights = scores.Select(score => Math.Exp(score / temperature)).ToArray();
        for (var symbol = 0; symbol < Width; symbol++)
        {
            var share = weights[symbol] / weights.Sum();
            // Five standard deviations of a share among so many draws.
            Assert.Equal(share, chosen.Count(drawn => drawn == symbol) / (double)Draws, 5 * Math.Sqrt(share * (1 - share) / Draws) + 1e-12);
        }
    }

    [Fact]
    public void Generate_AfterTheFirstSteps_AllocatesNothing()
    {
        var plan = new ParameterPlan();
        var numbers = new Generator<double>(new StepwiseNetwork<double>(Initialized(new Network<double>(plan, LayersOf(plan))), 2));
        var symbols = new Generator<double>(new StepwiseNetwork<double>(NewNetwork(), 2), new RandomStream(1), 0.7);
        var (first, outputs, chosen) = (new double[2 * Width], new double[2 * Width * 5], new int[2 * 5]);
        var least = long.MaxValue;
        for (var i = 0; i < 6; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            numbers.Generate(first, outputs);
            symbols.Generate([0, 1], chosen);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Generate_OfWhatCannotBe_SaysWhatToDo()
    {
        var plan = new ParameterPlan();
        var wide = new StepwiseNetwork<double>(Initialized(new Network<double>(plan, new DenseLayer<double>(plan, "a", 3, 5))));
        Assert.StartsWith("The network reads 3 numbers or symbols and writes 5 numbers;", Assert.Throws<ArgumentException>(() => new Generator<double>(wide)).Message, StringComparison.Ordinal);
        var network = new StepwiseNetwork<double>(NewNetwork(), 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Generator<double>(network, temperature: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Generator<double>(network, temperature: double.NaN));
        var generator = new Generator<double>(network);
        Assert.StartsWith("Symbols are to be drawn and no random stream was given;", Assert.Throws<InvalidOperationException>(() => generator.Generate([0, 1], new int[2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is room for 3 symbols, and a step of 2 rows gives 2;", Assert.Throws<ArgumentException>(() => generator.Generate([0, 1], new int[3])).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is room for 0 numbers, and a step of 2 rows gives 8;", Assert.Throws<ArgumentException>(() => generator.Generate(new double[8], [])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Layer 0 (EmbeddingLayer) reads symbols, and the input is numbers;", Assert.Throws<ArgumentException>(() => generator.Generate(new double[8], new double[8])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 1, "one is NaN")]
    [InlineData(double.NaN, 0, "one is NaN")]
    [InlineData(double.PositiveInfinity, 1, "the best is infinite")]
    public void Generate_FromScoresThatSayNothing_IsRefused(double score, double temperature, string message)
    {
        var generator = new Generator<double>(new StepwiseNetwork<double>(Scoring([0, score, 0, 0])), new RandomStream(3), temperature);
        var error = Assert.Throws<InvalidOperationException>(() => generator.Generate([0], new int[1]));
        Assert.StartsWith($"The scores of row 0 say nothing: {message};", error.Message, StringComparison.Ordinal);
    }

    static ILayer<double>[] LayersOf(ParameterPlan plan) => [new RecurrentLayer<double>(plan, "0", "lstm", Width, 6), new DenseLayer<double>(plan, "out", 6, Width)];

    static Network<double> NewNetwork()
    {
        var plan = new ParameterPlan();
        return Initialized(new Network<double>(plan, new EmbeddingLayer<double>(plan, "words", Width, 3), new RecurrentLayer<double>(plan, "0", "gru", 3, 6), new DenseLayer<double>(plan, "out", 6, Width)));
    }

    // Gives the same scores whatever it reads.
    static Network<double> Scoring(double[] scores)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new EmbeddingLayer<double>(plan, "words", Width, Width));
        for (var row = 0; row < Width; row++)
            scores.CopyTo(network.Parameters.Values.Slice(row * Width, Width));
        network.Parameters.MarkChanged();
        return network;
    }

    static Network<double> Initialized(Network<double> network)
    {
        network.Initialize(new RandomStream(21));
        return network;
    }
}
