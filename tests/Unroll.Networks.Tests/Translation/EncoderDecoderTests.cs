using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Translation;
using Unroll.Networks.Verification;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Translation;

/// <summary>Gradients through the states that are handed on, padding and threads.</summary>
public sealed class EncoderDecoderTests
{
    static readonly int[] s_sourceLengths = [3, 5, 1, 4], s_lengths = [4, 2, 5, 1];

    public static TheoryData<string, string> KindsAndCells
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var kind in TranslationModel.Kinds)
            {
                foreach (var cell in kind switch { "projected" => (string[])["lstm", "lstm-peephole"], "one layer" => ["lstm", "gru", "elman", "vs-lstm"], _ => ["lstm", "gru"] })
                    data.Add(kind, cell);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(KindsAndCells))]
    public void Gradients_OfBothNetworks_AreThoseOfDifferences(string kind, string cell)
    {
        foreach (var run in (TranslationRun[])[new(TranslationModel.Make(kind, cell, hidden: 3), s_sourceLengths, s_lengths), new(TranslationModel.Make(kind, cell, hidden: 3), [3, 3], [2, 2])])
        {
            run.Pass();
            run.Pass();   // set, not added to
            var gradients = run.Model.Parameters.Gradients.ToArray();
            RequireEncoderLearns(run.Model);
            var meter = new ErrorMeter();
            for (var i = 0; i < gradients.Length; i++)
                meter.Add(gradients[i], Difference(run, i));
            Assert.True(meter.Worst < DifferenceCheck.Tolerance, $"{kind}, {cell}: off by {meter.Worst}");
        }
    }

    static void RequireEncoderLearns(EncoderDecoder<double> model)
    {
        foreach (var segment in model.Parameters.Segments.Where(segment => segment.Name.StartsWith('e')))
            Assert.True(model.Parameters.Gradients.Slice(segment.Offset, segment.Count).ContainsAnyExcept(0.0), $"'{segment.Name}' has no gradient");
    }

    static double Difference(TranslationRun run, int place)
    {
        const double Step = 1e-5;
        var value = run.Model.Parameters.Values[place];
        double At(double moved)
        {
            run.Model.Parameters.Values[place] = moved;
            run.Model.Parameters.MarkChanged();
            return run.Pass(backward: false);
        }
        var difference = (At(value + Step) - At(value - Step)) / (2 * Step);
        At(value);
        return difference;
    }

    /// <summary>With the same weights in both, an encoder-decoder is one network that reads the source and then the answer, and has a loss from there on.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("elman")]
    public void Gradients_WithTheSameWeightsTwice_AddUpToThoseOfOneNetwork(string cell)
    {
        const int Symbols = 4, Hidden = 6, SourceSteps = 3, Steps = 4, Batch = 2;
        var plan = new ParameterPlan();
        var pair = new EncoderDecoder<double>(plan, [new RecurrentLayer<double>(plan, "e", cell, Symbols, Hidden)], [new RecurrentLayer<double>(plan, "d", cell, Symbols, Hidden), new DenseLayer<double>(plan, "out", Hidden, Symbols)]);
        var onePlan = new ParameterPlan();
        var one = new Network<double>(onePlan, new RecurrentLayer<double>(onePlan, "d", cell, Symbols, Hidden), new DenseLayer<double>(onePlan, "out", Hidden, Symbols));
        one.Initialize(new RandomStream(3));
        var recurrent = pair.Parameters.Segments.Where(segment => segment.Name.StartsWith('e')).Sum(segment => segment.Count);
        one.Parameters.Values[..recurrent].CopyTo(pair.Parameters.Values);
        one.Parameters.Values.CopyTo(pair.Parameters.Values[recurrent..]);
        pair.Parameters.MarkChanged();

        var (symbols, targets) = (new PinnedNumbers<int>((SourceSteps + Steps) * Batch), new PinnedNumbers<int>((SourceSteps + Steps) * Batch));
        var random = new RandomStream(4);
        foreach (ref var symbol in symbols.All)
            symbol = random.NextInt32(Symbols);
        foreach (ref var target in targets.All)
            target = random.NextInt32(Symbols);
        targets.All[..(SourceSteps * Batch)].Fill(-1);
        var (all, wanted) = (symbols.As(SourceSteps + Steps, Batch, 1), targets.As(SourceSteps + Steps, Batch, 1));
        var loss = new SoftmaxCrossEntropy<double>(LossReduction.Mean);

        var oneTrace = one.CreateTrace(SourceSteps + Steps, Batch, TraceMode.Training, WorkerTeam.Single);
        one.Forward(new LayerInput<double>(all), oneTrace);
        var expected = loss.Measure(oneTrace.Outputs, wanted, oneTrace.OutputGradients);
        one.Backward(oneTrace);

        var trace = pair.CreateTrace(SourceSteps, Steps, Batch, TraceMode.Training, WorkerTeam.Single);
        pair.Encode(new LayerInput<double>(all.Slice(0, SourceSteps)), trace);
        pair.Decode(new LayerInput<double>(all.Slice(SourceSteps, Steps)), trace);
        Assert.Equal(expected, loss.Measure(trace.Decoder.Outputs, wanted.Slice(SourceSteps, Steps), trace.Decoder.OutputGradients));
        pair.Backward(trace);
        var gradients = pair.Parameters.Gradients;
        for (var i = 0; i < one.Parameters.Count; i++)
            Assert.Equal(one.Parameters.Gradients[i], gradients[recurrent + i] + (i < recurrent ? gradients[i] : 0), 1e-14);
    }

    [Theory, MemberData(nameof(KindsAndCells))]
    public void Padding_OfSourcesAndAnswers_ChangesNoBit(string kind, string cell)
    {
        var expected = BitsOf(new TranslationRun(TranslationModel.Make(kind, cell), s_sourceLengths, s_lengths));
        Assert.Equal(expected, BitsOf(new TranslationRun(TranslationModel.Make(kind, cell), s_sourceLengths, s_lengths, padding: 3)));
        Assert.Equal(expected, BitsOf(new TranslationRun(TranslationModel.Make(kind, cell), s_sourceLengths, s_lengths, padding: 2, padInFront: true)));
        // Alone, and so without padding, each row's outputs are the same as in company.
        var alone = Enumerable.Range(0, s_lengths.Length).SelectMany(row =>
        {
            var run = new TranslationRun(TranslationModel.Make(kind, cell), [s_sourceLengths[row]], [s_lengths[row]], firstRow: row);
            run.Forward();
            return run.Outputs();
        });
        var company = new TranslationRun(TranslationModel.Make(kind, cell), s_sourceLengths, s_lengths);
        company.Forward();
        Assert.Equal(company.Outputs(), alone);
    }

    [Theory, MemberData(nameof(KindsAndCells))]
    public void Threads_OfTheTeam_ChangeNoBit(string kind, string cell)
    {
        var expected = BitsOf(new TranslationRun(TranslationModel.Make(kind, cell, hidden: 20), s_sourceLengths, s_lengths));
        foreach (var threads in (int[])[2, 3])
        {
            using var team = new WorkerTeam(threads);
            Assert.Equal(expected, BitsOf(new TranslationRun(TranslationModel.Make(kind, cell, hidden: 20), s_sourceLengths, s_lengths, team: team)));
        }
    }

    /// <summary>Nobody reads what the encoder writes at its steps, and so nothing that stands in the place of its gradients may count.</summary>
    [Fact]
    public void Gradients_LeftAtTheEncodersOutputs_DoNotCount()
    {
        var run = new TranslationRun(TranslationModel.Make("stack", "gru"), s_sourceLengths, s_lengths);
        var expected = BitsOf(run);
        run.Trace.Encoder.OutputGradients.Rows[0].Fill(7);
        Assert.Equal(expected, BitsOf(run));
    }

    static double[] BitsOf(TranslationRun run)
    {
        var loss = run.Pass();
        return [loss, .. run.Outputs(), .. run.Model.Parameters.Gradients];
    }

    /// <summary>Row by row: a source without a step hands on the initial states.</summary>
    [Fact]
    public void Encode_OfAnEmptySource_HandsOnTheInitialStates()
    {
        var model = TranslationModel.Make("one layer", "gru");
        var run = new TranslationRun(model, [0, 3], [2, 2]);
        run.Pass();
        Assert.Equal(new double[5], run.Trace.Decoder.Layers[0] is Networks.Unrolling.RecurrentTrace<double> walk ? walk.StateAt(0, 0)[0].ToArray() : []);
        Assert.Contains(run.Trace.Encoder.Layers[0] is Networks.Unrolling.RecurrentTrace<double> encoder ? encoder.FinalState(0)[1].ToArray() : [], number => number != 0);
    }

    [Fact]
    public void Noise_OfATrace_DiffersBetweenItsNetworks()
    {
        var trace = TranslationModel.Make("one layer", "gru").CreateTrace(1, 1, 1, TraceMode.Training, WorkerTeam.Single);
        trace.Noise = new NoisePosition(5, 6);
        Assert.NotEqual(trace.Encoder.Noise.Seed, trace.Decoder.Noise.Seed);
        Assert.Equal((6u, 6u), (trace.Encoder.Noise.Pass, trace.Decoder.Noise.Pass));
    }

    static ArgumentException Refused(Func<ParameterPlan, (ILayer<double>[] Encoder, ILayer<double>[] Decoder)> make) => Assert.ThrowsAny<ArgumentException>(() =>
    {
        var plan = new ParameterPlan();
        var (encoder, decoder) = make(plan);
        return new EncoderDecoder<double>(plan, encoder, decoder);
    });

    static RecurrentLayer<double> Layer(ParameterPlan plan, string name, string cell, int inputs, int hidden) => new(plan, name, cell, inputs, hidden);

    [Theory]
    [InlineData("gru", 8, "The encoder's layer 0 (RecurrentLayer) hands on lstm, states of widths 8 and 8, but the decoder's layer 0 (RecurrentLayer) starts from gru, state of width 8; give both one cell and one size.")]
    [InlineData("lstm", 9, "The encoder's layer 0 (RecurrentLayer) hands on lstm, states of widths 8 and 8, but the decoder's layer 0 (RecurrentLayer) starts from lstm, states of widths 9 and 9; give both one cell and one size.")]
    public void Model_OfOtherCellsOrSizes_IsRefused(string cell, int hidden, string message) =>
        Assert.Equal(message, Refused(plan => ([Layer(plan, "e", "lstm", 2, 8)], [Layer(plan, "d", cell, 2, hidden)])).Message);

    [Fact]
    public void Model_WhoseLayersDoNotFit_IsRefusedByName()
    {
        Assert.StartsWith("The encoder hands on the states of 2 recurrent layers, but the decoder has 1; give both as many.",
            Refused(plan => ([Layer(plan, "e", "gru", 2, 8), Layer(plan, "e1", "gru", 8, 8)], [Layer(plan, "d", "gru", 2, 8)])).Message);
        Assert.StartsWith("The encoder's layer 1 (DenseLayer) comes after its last recurrent layer; nothing of it would reach the decoder",
            Refused(plan => ([Layer(plan, "e", "gru", 2, 8), new DenseLayer<double>(plan, "out", 8, 8)], [Layer(plan, "d", "gru", 2, 8)])).Message);
        Assert.StartsWith("The encoder's layer 0 (RecurrentLayer) hands on elman, state of width 8, but the decoder's layer 0 (RecurrentLayer) starts from gru, state of width 8",
            Refused(plan => ([Layer(plan, "e", "elman", 2, 8)], [Layer(plan, "d", "gru", 2, 8)])).Message);
        Assert.StartsWith("The encoder has no recurrent layer", Refused(plan => ([new DenseLayer<double>(plan, "out", 8, 8)], [Layer(plan, "d", "gru", 2, 8)])).Message);
        Assert.StartsWith("The decoder writes one step after another, which one of its layers cannot: Layer 0 (BidirectionalLayer) needs whole sequences",
            Refused(plan => ([Layer(plan, "e", "gru", 2, 8)], [new BidirectionalLayer<double>(plan, "d", "gru", 2, 4)])).Message);
        Assert.Contains("both directions are handed on side by side, so the decoder has the units of both",
            Refused(plan => ([new BidirectionalLayer<double>(plan, "e", "gru", 2, 8)], [Layer(plan, "d", "gru", 2, 8)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_OnWhatDoesNotFit_AreRefused()
    {
        var model = TranslationModel.Make("one layer", "gru");
        var other = TranslationModel.Make("one layer", "gru").CreateTrace(2, 2, 2, TraceMode.Training, WorkerTeam.Single);
        var trace = model.CreateTrace(2, 2, 2, TraceMode.Training, WorkerTeam.Single);
        var symbols = new PinnedNumbers<int>(4);
        LayerInput<double> two = new(symbols.As(2, 2, 1));
        Assert.StartsWith("This trace was made by another model", Assert.Throws<ArgumentException>(() => model.Encode(new(symbols.As(2, 2, 1)), other)).Message);
        Assert.StartsWith("Nothing was encoded", Assert.Throws<InvalidOperationException>(() => model.Decode(new(symbols.As(2, 2, 1)), trace)).Message);
        model.Encode(two, trace);
        Assert.StartsWith("The decoder's inputs have 1 rows, but 2 were encoded", Assert.Throws<ArgumentException>(() => model.Decode(new(symbols.As(2, 1, 1)), trace)).Message);
        Assert.Throws<InvalidOperationException>(() => model.Backward(trace));
        Assert.Same(model, model.Encoder.PartOf);
        Assert.Same(model, model.Decoder.PartOf);
        Assert.Same(model.Parameters, model.Decoder.Parameters);
    }
}
