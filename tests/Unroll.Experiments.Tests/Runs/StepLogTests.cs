using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Runs;

public sealed class StepLogTests
{
    // One unit, so that every line can be read; 2, 1, 2, 1 in one bit is 0, 1, 0, 1.
    static Recipe Tiny(params string[] settings) => RecipeReader.Read("vs-lstm-2",
        ["task={\"first\":0,\"last\":1,\"bits\":1,\"rounds\":1}", "model.hidden=1", "train.epochs=2", "train.schedule={\"kind\":\"constant\"}", "train.optimizer.rate=0.5",
        "model.initialization.values={\"layers.0.input\":[[0.5,-0.5,1,2]],\"layers.0.recurrent\":[[0,0,0,1]]}", "expect=[]", .. settings]);

    static void Run(Recipe recipe, string folder, string? log, int every = 1, bool resume = false, StepListener? listener = null) =>
        Experiment.Create(recipe).Run(folder, Some.Options(resume) with { LogPath = log, LogEvery = every }, listener ?? new StepListener());

    static void KillAfter(long step, Recipe recipe, string folder, string log, int every) =>
        Assert.Throws<TimeoutException>(() => Run(recipe, folder, log, every, listener: new StepListener(done => _ = done == step ? throw new TimeoutException("killed") : 0)));

    static string Last(string[] lines, string begin) => lines.Last(line => line.StartsWith(begin, StringComparison.Ordinal));

    [Fact]
    public void Log_OfATraining_HasTheFormOfTheReport()
    {
        using var folder = new TemporaryFolder();
        Run(Tiny(), folder["run"], folder["log"]);
        var text = File.ReadAllText(folder["log"]);
        Assert.StartsWith("""
            # vs-lstm-2, after 0 training steps
            step 1
              stimulus                0
              layers.0
                gate ξ                0.5
                gate μ                0.5
                gate θ                0.5
                gate ι                0
                memory ζ              0.5
                tanh(ζ)               0.462117
                output h              0.231059
              prediction              0.231059
              actual target           1
              step error              0.591271
            step 2
              stimulus                1
              layers.0
                gate ξ                0.622459

            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("# vs-lstm-2, after ").Length - 1);
        var lines = text.Split('\n');
        var end = Array.IndexOf(lines, "weights and biases");
        Assert.Equal("# vs-lstm-2, after 2 training steps", Last(lines[..end], "#"));
        Assert.Equal(["  layers.0.input [1, 4]", "  layers.0.recurrent [1, 4]", "  layers.0.bias [1, 4]"], lines[end..].Where(line => line.Contains('[', StringComparison.Ordinal)));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_OfATraining_HasTheErrorsOfItsEpochs()
    {
        using var folder = new TemporaryFolder();
        Run(Tiny(), folder["run"], folder["log"]);
        var lines = File.ReadAllLines(folder["log"]);
        var errors = lines.Where(line => line.StartsWith("epoch error, ", StringComparison.Ordinal)).ToArray();
        Assert.StartsWith("epoch error, epoch 1, ended with step 1: ", errors[0], StringComparison.Ordinal);
        Assert.Equal(2, errors.Length);
        // The look is at the weights that the step uses: its sequence error is the epoch's.
        var sequence = double.Parse(lines.First(line => line.StartsWith("  sequence error", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);
        Assert.Equal(sequence / 2, double.Parse(errors[0].Split(' ')[^1], CultureInfo.InvariantCulture), 1e-6);
        using var json = JsonDocument.Parse(File.ReadAllLines(Path.Combine(folder["run"], "events.jsonl"))[2]);
        Assert.Equal(json.RootElement.GetProperty("lossPerTarget").GetDouble(), double.Parse(errors[1].Split(' ')[^1], CultureInfo.InvariantCulture), 1e-9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_WithALog_TrainsToTheSameBits(bool endless)
    {
        using var folder = new TemporaryFolder();
        var recipe = endless ? Some.Endless() : Some.Epochs("train.accumulate=2");
        Run(recipe, folder["with"], folder["log"], every: 2);
        Run(recipe, folder["without"], null);
        foreach (var file in new[] { "events.jsonl", "metrics.json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["without"], file)), File.ReadAllBytes(Path.Combine(folder["with"], file)));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(1, 13)]
    [InlineData(4, 13)]
    [InlineData(4, 17)]
    [InlineData(5, 20)]
    public void Log_OfARunThatWasKilledAndTakenUp_IsTheSameToTheByte(int every, int killedAfter)
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Endless();
        Run(recipe, folder["whole"], folder["whole.log"], every);
        KillAfter(killedAfter, recipe, folder["parts"], folder["parts.log"], every);
        File.AppendAllText(folder["parts.log"], "# parity, after 14 trai");   // cut short by the kill
        Run(recipe, folder["parts"], folder["parts.log"], every, resume: true);
        Assert.Equal(File.ReadAllText(folder["whole.log"]), File.ReadAllText(folder["parts.log"]));
        Run(recipe, folder["parts"], folder["parts.log"], every, resume: true);   // nothing is left to do
        Assert.Equal(File.ReadAllText(folder["whole.log"]), File.ReadAllText(folder["parts.log"]));
    }

    [Fact]
    public void Log_AsItGrows_HasEveryPieceWhole()
    {
        using var folder = new TemporaryFolder();
        var recipe = Tiny("train.epochs=5");
        var lengths = new long[6];
        Run(recipe, folder["run"], folder["log"], listener: new StepListener(done =>
        {
            using var reader = new StreamReader(new FileStream(folder["log"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var text = reader.ReadToEnd();
            lengths[done] = text.Length;
            Assert.Equal(done, text.Split("# vs-lstm-2, after ").Length - 1);
            Assert.Matches("\n(  sequence error|epoch error, ).*\n$", text);
        }));
        Assert.All(Enumerable.Range(1, 5), step => Assert.True(lengths[step] > lengths[step - 1]));
    }

    [Fact]
    public void Log_WhereNothingIsSaid_LooksAtAHundredSequencesAtMost()
    {
        using var folder = new TemporaryFolder();
        Run(Tiny("train.epochs=250"), folder["run"], folder["log"], every: 0);
        var looks = File.ReadAllLines(folder["log"]).Where(line => line.StartsWith('#')).ToArray();
        Assert.Equal(84 + 1, looks.Length);   // every third step of 250, and the end
        Assert.Equal("# vs-lstm-2, after 3 training steps", looks[1]);
    }

    [Fact]
    public void Log_ThatIsThereAlready_IsLeftAsItIs()
    {
        using var folder = new TemporaryFolder();
        folder.Write("log", "mine");
        var failure = Assert.Throws<RunException>(() => Run(Tiny(), folder["run"], folder["log"]));
        Assert.Equal($"{folder["log"]}: is there already; a log is written to a new file: remove it, or name another with --log.", failure.Message);
        Run(Tiny(), folder["other"], null);
        failure = Assert.Throws<RunException>(() => Run(Tiny(), folder["other"], folder["log"] + "/x"));
        Assert.True(failure.IsMisuse);
        Assert.Equal("mine", File.ReadAllText(folder["log"]));
    }

    [Fact]
    public void Log_OfSomethingElse_IsNotGoneOnWith()
    {
        using var folder = new TemporaryFolder();
        folder.Write("log", "# parity, after 0 training steps\n");
        var failure = Assert.Throws<RunException>(() => Run(Tiny(), folder["run"], folder["log"], resume: true));
        Assert.Contains("is no log of recipe 'vs-lstm-2'", failure.Message, StringComparison.Ordinal);
        Assert.Equal("# parity, after 0 training steps\n", File.ReadAllText(folder["log"]));
    }

    [Fact]
    public void Log_OfBatchesThatGoOnFromOneAnother_IsRefusedBeforeAnyWork()
    {
        using var folder = new TemporaryFolder();
        var failure = Assert.Throws<RunException>(() => Run(RecipeReader.Read("binary-lags"), folder["run"], folder["log"]));
        Assert.Contains("mean nothing by themselves", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Lines_OfAnyLength_AreToldWithTheirPlaces()
    {
        var text = "first\n" + new string('x', 100_000) + "\nζ\nno end";
        var lines = new LogLines(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal(("first", 6), (lines.Next(), lines.Position));
        Assert.Equal((4096, 100_007), (lines.Next()!.Length, lines.Position));
        Assert.Equal(("ζ", 100_010), (lines.Next(), lines.Position));
        Assert.Null(lines.Next());
        Assert.Equal(100_010, lines.Position);
    }
}
