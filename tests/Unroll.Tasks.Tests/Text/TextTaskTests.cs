using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Text;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Text;

public sealed class TextTaskTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("unroll-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Save(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    static TextTask<double> New(TextOptions options, int batch = 3, int workers = 1) => new(Corpus.Read(options), options, new TaskSetting(0, batch, workers));

    // What each row reads and what is wanted of it, over an epoch; | where it starts anew, · where nothing is wanted.
    static string[] Rows(TextTask<double> task, int rows, int workers)
    {
        var read = new StringBuilder[rows * workers];
        for (var row = 0; row < read.Length; row++)
            read[row] = new StringBuilder();
        var batch = new Batch<double>(task.Shape);
        for (var step = 0; step < task.Shape.StepsPerEpoch; step++)
        {
            for (var worker = 0; worker < workers; worker++)
            {
                if (task.Fill(batch, step, worker))
                    Read(task, batch, read.AsSpan(worker * rows, rows));
            }
        }
        return [.. read.Select(one => one.ToString())];
    }

    static void Read(TextTask<double> task, Batch<double> batch, Span<StringBuilder> read)
    {
        for (var row = 0; row < read.Length; row++)
        {
            if (!batch.GoesOn[row])
                read[row].Append('|');
            for (var step = 0; step < batch.Steps; step++)
            {
                var (input, target) = (batch.Symbols[step, row][0], batch.Targets[step, row][0]);
                read[row].Append(task.Vocabulary.Decode([input]) + (target < 0 ? "·" : task.Vocabulary.Decode([target])) + " ");
            }
        }
    }

    [Fact]
    public void Streams_ReadTheTrainingText_EachNeighbourOnce_AndGoOnFromWindowToWindow()
    {
        // 20 of 25 characters: 19 predictions in streams of 6, 6 and 7.
        var task = New(new TextOptions { Path = Save("a", "abcdefghijklmnopqrstuvwxy"), Window = 4, Validation = 0.2 });
        Assert.Equal((25, 25, 4, 3, 2), (task.Shape.InputWidth, task.Shape.OutputWidth, task.Shape.MostSteps, task.Shape.MostRows, task.Shape.StepsPerEpoch));
        // The windows of a stream are as long as one another, but for a step.
        Assert.Equal(["|ab bc cd de ef fg a· ", "|gh hi ij jk kl lm a· ", "|mn no op pq qr rs st "], Rows(task, 3, 1));
        Assert.Equal(["|ab bc cd de ef fg gh hi ij ", "|jk kl lm mn no op pq qr rs st "], Rows(New(new TextOptions { Path = Save("a", "abcdefghijklmnopqrstuvwxy"), Window = 4, Validation = 0.2 }, 1, 2), 1, 2));
    }

    [Fact]
    public void Documents_BeginAnew_AndNothingIsPredictedOverTheirBorders()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "texts")).FullName;
        File.WriteAllText(Path.Combine(folder, "1"), "abcdef");
        File.WriteAllText(Path.Combine(folder, "2"), "uvwxyz");
        var task = New(new TextOptions { Path = folder, Window = 4, Validation = 0 }, batch: 1);
        Assert.Equal(["|ab bc cd de ef |uv vw wx xy yz "], Rows(task, 1, 1));
        // Of three streams the second has the end of one document and the start of the other; what ends early waits for the others.
        Assert.Equal(["|ab a· bc cd ", "|de ef |uv a· ", "|vw wx xy yz "], Rows(New(new TextOptions { Path = folder, Window = 3, Validation = 0 }), 3, 1));
    }

    [Fact]
    public void Stride_MovesOnByLessThanAWindow_AndEachLossCountsOnce()
    {
        var task = New(new TextOptions { Path = Save("a", "abcdefgh"), Window = 3, Stride = 2, Validation = 0 }, batch: 1);
        Assert.Equal(["|ab bc b· cd de d· ef fg e· f· gh "], Rows(task, 1, 1));
    }

    static Network<double> Network(int symbols)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "0", "lstm", symbols, 7), new DenseLayer<double>(plan, "out", 7, symbols));
        network.Initialize(new RandomStream(5));
        return network;
    }

    // One symbol at a time, from a new state for each stream: what the measure is said to be.
    static (double Nats, int Symbols) Stepwise(Network<double> network, int[] symbols, int first, int steps)
    {
        var trace = network.CreateTrace(1, 1, TraceMode.Inference, WorkerTeam.Single);
        var states = new CarriedStates<double>(trace);
        var batch = new Batch<double>(new TaskShape(network.InputWidth, network.OutputWidth, 1, 1, 0, InputIsSymbols: true));
        var nats = 0.0;
        for (var step = first; step < first + steps; step++)
        {
            batch.Symbols[0, 0][0] = symbols[step];
            states.Give();
            network.Forward(batch.Inputs, trace);
            states.Take();
            var outputs = trace.Outputs[0, 0].ToArray();
            nats += Math.Log(outputs.Sum(one => Math.Exp(one))) - outputs[symbols[step + 1]];
        }
        return (nats, steps);
    }

    [Fact]
    public void Validation_IsOfEachStreamReadToItsEnd_AllPredictionsOnce()
    {
        var text = Encoding.ASCII.GetString(LatinText.Make(1000, 2));
        var task = New(new TextOptions { Path = Save("a", text), Window = 11, Validation = 0.2, Test = 0.1, Streams = 5 }, batch: 4);
        var network = Network(task.Shape.InputWidth);
        var measured = task.Validate(network, WorkerTeam.Single);
        var symbols = task.Vocabulary.Encode(text[700..900]);
        // 199 predictions in five streams: 39, 40, 40, 40 and 40.
        var streams = Enumerable.Range(0, 5).Select(row => (First: 199 * row / 5, Steps: 199 * (row + 1) / 5 - 199 * row / 5)).ToList();
        Assert.Equal([39, 40, 40, 40, 40], streams.Select(one => one.Steps));
        var nats = streams.Sum(one => Stepwise(network, symbols, one.First, one.Steps).Nats);
        Assert.Equal(nats / 199, measured["validation.natsPerCharacter"], 12);
        Assert.Equal(nats / 199 / Math.Log(2), measured["validation.bitsPerCharacter"], 12);
        Assert.Equal(Math.Exp(nats / 199), measured["validation.perplexity"], 10);
        Assert.Equal(199, measured["validation.characters"]);
        Assert.Equal(measured.Keys, task.ValidationNames);
        var tested = task.Evaluate(network, WorkerTeam.Single);
        Assert.Equal(task.MetricNames, tested.Keys);
        Assert.Equal(99, tested["test.characters"]);
        Assert.Equal(Enumerable.Range(0, 5).Sum(row => Stepwise(network, task.Vocabulary.Encode(text[900..]), 99 * row / 5, 99 * (row + 1) / 5 - 99 * row / 5).Nats) / 99, tested["test.natsPerCharacter"], 12);
        Assert.Equal([("validation", 8, 5), ("test", 7, 5)], task.EvaluationPasses);
    }

    [Fact]
    public void Validation_OfDocuments_BeginsEachFromANewState()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "texts")).FullName;
        var texts = Enumerable.Range(1, 4).Select(i => Encoding.ASCII.GetString(LatinText.Make(100, (ulong)i))).ToList();
        for (var i = 0; i < texts.Count; i++)
            File.WriteAllText(Path.Combine(folder, $"{i}"), texts[i]);
        var task = New(new TextOptions { Path = folder, Window = 7, Validation = 0.5, Streams = 1 }, batch: 2);
        var network = Network(task.Shape.InputWidth);
        var nats = texts[2..].Sum(text => Stepwise(network, task.Vocabulary.Encode(text), 0, 99).Nats);
        Assert.Equal(nats / 198, task.Validate(network, WorkerTeam.Single)["validation.natsPerCharacter"], 12);
    }

    [Fact]
    public void NatsPerCharacter_OfBytePairs_CountsCharacters_PerplexitySymbols()
    {
        var text = string.Concat(Enumerable.Repeat("el niño soñó. ", 60));
        var task = New(new TextOptions { Path = Save("a", text), Vocabulary = "bytePairs", Size = 280, Window = 5, Streams = 1 });
        var network = Network(task.Shape.InputWidth);
        var symbols = task.Vocabulary.Encode(text[756..]);
        var (nats, count) = Stepwise(network, symbols, 0, symbols.Length - 1);
        var characters = task.Vocabulary.Decode(symbols.AsSpan(1)).Length;
        Assert.True(characters > 2 * count);
        var measured = task.Validate(network, WorkerTeam.Single);
        Assert.Equal((characters, nats / characters, Math.Exp(nats / count)), (measured["validation.characters"], Math.Round(measured["validation.natsPerCharacter"], 12), Math.Round(measured["validation.perplexity"], 8)), new Near());
    }

    sealed class Near : IEqualityComparer<(double, double, double)>
    {
        public bool Equals((double, double, double) x, (double, double, double) y) => x.Item1 == y.Item1 && Math.Abs(x.Item2 - y.Item2) < 1e-10 && Math.Abs(x.Item3 - y.Item3) < 1e-6;

        public int GetHashCode((double, double, double) obj) => 0;
    }

    [Fact]
    public void ShortParts_AreReadInFewerStreams()
    {
        var text = Encoding.ASCII.GetString(LatinText.Make(2000, 2));
        var task = New(new TextOptions { Path = Save("a", text), Window = 50, Streams = 50 }, batch: 100);
        Assert.Equal([("validation", 50, 3)], task.EvaluationPasses.Select(one => (one.TestSet, Math.Min(one.Steps, 50), one.Rows)));
        Assert.Empty(task.Evaluate(Network(task.Shape.InputWidth), WorkerTeam.Single));
        Assert.Empty(task.MetricNames);
        Assert.Empty(New(new TextOptions { Path = Save("a", text), Validation = 0 }).ValidationNames);
    }

    [Fact]
    public void CountedBySteps_TheTextBeginsAnewWhenItIsRead()
    {
        var task = New(new TextOptions { Path = Save("a", "abcdefgh"), Window = 7, Validation = 0, CountSteps = true }, batch: 1);
        Assert.Equal(0, task.Shape.StepsPerEpoch);
        var batch = new Batch<double>(task.Shape);
        foreach (var step in new[] { 0, 1, 1_000_000_000 })
        {
            Assert.True(task.Fill(batch, step, 0));
            Assert.Equal((false, 0, 1), (batch.GoesOn[0], batch.Symbols[0, 0][0], batch.Targets[0, 0][0]));
        }
    }

    [Fact]
    public void Catalog_MakesIt_AndItSpeaksItsVocabulary()
    {
        using var json = JsonDocument.Parse("""{ "generator": "latin", "length": 5000, "vocabulary": "bytes", "window": 20 }""");
        var task = TaskCatalog.Find("text")!.Create<float>(json.RootElement, new TaskSetting(1, 4, 1));
        Assert.IsType<ByteVocabulary>(((ITextTask)task).Vocabulary);
        Assert.Equal([97, 98], ((ITextInput)task).ReadSymbols("ab"));
        Assert.StartsWith("text ", task.Memory!.Save(), StringComparison.Ordinal);
    }
}
