using System.Globalization;
using System.IO;
using System.Linq;
using Unroll.Interop.TimeSeries;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Training.Batching;
using Unroll.Training.Translation;

namespace Unroll.Tests.Guide;

/// <summary>Code of docs/library.md that is in no sample.</summary>
public sealed class LibraryGuide
{
    [Fact]
    public void Network_OfTheGuide_IsBuilt()
    {
        var network = NetworkBuilder<float>.Of(inputs: 12)
            .Bidirectional("lstm", 64)
            .Dropout(0.2)
            .Recurrent("gru", 64, new RecurrentOptions { LayerNormalization = true })
            .Pool(Pooling.Last)
            .Dense(9)
            .Build(seed: 1);
        Assert.Equal((12, 9, 5), (network.InputWidth, network.OutputWidth, network.Layers.Count));
    }

    [Fact]
    public void Network_WithStartsOfItsOwn_IsBuilt()
    {
        var lstm = CellCatalog.Find("lstm");
        var network = NetworkBuilder<float>.Of(inputs: 12)
            .Recurrent("elman-relu", 64, new RecurrentOptions { Recurrent = new IdentityMatrix(Gain: 1) })
            .Recurrent("lstm", 64, new RecurrentOptions { Bias = Chrono.For(lstm, longestLag: 200), InitialStates = InitialStates.Learnt })
            .Recurrent("lstm", 64, new RecurrentOptions { Bias = Blocks.Bias(lstm.GateNames, ("f", 1), ("o", -2)) })
            .Build(seed: 1);

        float Value(string name, int row, int column) => network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == name))[row][column];
        Assert.Equal(1, Value("layers.0.recurrent", 5, 5));
        Assert.Equal((1, -2), (Value("layers.2.bias", 0, 64), Value("layers.2.bias", 0, 3 * 64)));
        Assert.InRange(Value("layers.1.bias", 0, 64), 0, 5.3);
    }

    [Fact]
    public void Network_ThatReadsItsOwnOutputs_IsBuilt()
    {
        var network = NetworkBuilder<float>.Of(inputs: 12)
            .Recurrent("lstm", 64)
            .Pool()
            .Repeat(steps: 24)
            .Feedback(loop => loop.Recurrent("gru", 64).Dense(64))
            .Dense(2)
            .Build(seed: 1);
        Assert.Equal(24, network.Predict(new float[][][] { [new float[12], new float[12]] })[0].Length);
    }

    [Fact]
    public void Network_OfSymbols_WritesText()
    {
        var network = NetworkBuilder<float>.OfSymbols(65).Embedding(16).Recurrent("gru", 32).Dense(65).Build(seed: 1);

        var stepwise = new StepwiseNetwork<float>(network);
        stepwise.Step([20]);
        var text = new int[100];
        new Generator<float>(stepwise, new RandomStream(seed: 7), temperature: 0.8).Generate([33], text);

        Assert.InRange(text.Distinct().Count(), 2, 65);
    }

    [Fact]
    public void Classifier_OfTsFiles_LearnsThem()
    {
        using var scratch = new ScratchFile();
        var (trainingFile, testFile) = (scratch.Path + ".train.ts", scratch.Path + ".test.ts");
        foreach (var (file, seed) in new[] { (trainingFile, 1UL), (testFile, 2UL) })
        {
            var (sequences, labels, _) = Waves.Lines(150, seed);
            var lines = sequences.Zip(labels, (steps, label) => string.Join(":", Enumerable.Range(0, 2).Select(column => string.Join(",", steps.Select(step => step[column].ToString(CultureInfo.InvariantCulture)))).Append(label)));
            File.WriteAllText(file, $"@dimensions 2\n@equalLength false\n@classLabel true down up\n@data\n{string.Join("\n", lines)}");
        }

        var training = TsFile.Read(trainingFile);
        var classifier = new SequenceClassifier<string>(new EstimatorOptions { Hidden = 32, Bidirectional = true, Pooling = Pooling.Mean, Rate = 0.01 });
        classifier.Fit(SequenceSet.Of(training.Series), training.Labels);

        var test = TsFile.Read(testFile);
        var right = classifier.Score(SequenceSet.Of(test.Series), test.Labels);

        Assert.InRange(right, 0.85, 1);
        Assert.Equal(["down", "up"], classifier.Labels);
    }

    [Fact]
    public void EncoderDecoder_OfTheGuide_Answers()
    {
        var sources = SequenceInputs<float>.OfSymbols((int[][])[[0, 1, 2], [2, 1]]);
        var answers = SequenceInputs<float>.OfSymbols((int[][])[[2, 1, 0], [1, 2]]);
        var decoder = NetworkBuilder<float>.OfSymbols(4).Embedding(16).Recurrent("lstm", 64).Dense(4);
        var model = NetworkBuilder<float>.OfSymbols(3).Embedding(16).Bidirectional("lstm", 32).BuildWithDecoder(decoder, seed: 1);

        model.Fit(new SequencePairs<float>(sources, answers), new FitOptions { Sampling = new ScheduledSampling { Teacher = new InverseSigmoidTeacher(500) } });
        var best = model.Translate(sources, new DecodingOptions { Start = 3, End = 3 }, new BeamOptions { Width = 8, LengthPenalty = 0.6 });
        Assert.Equal(2, best.Length);
    }
}
