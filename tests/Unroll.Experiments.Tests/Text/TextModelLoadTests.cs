using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Unroll.Experiments.Building;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Text;

namespace Unroll.Experiments.Tests.Text;

/// <summary>Which files of a run a text model is made of, and what is said of those it cannot be made of.</summary>
public sealed class TextModelLoadTests
{
    static double ScoreOf(SpokenRun run, IRunListener? listener = null)
    {
        using var model = run.Load(listener: listener);
        return model.Score("abc de", out _).Nats;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_TakesTheBestCheckpoint_ElseTheNewest(bool embedsRecipe)
    {
        using var run = new SpokenRun().Save("step-0000000001", 1, embedsRecipe: embedsRecipe).Save("step-0000000002", 2, embedsRecipe: embedsRecipe);
        using var second = new SpokenRun().Save("step-0000000001", 2);
        using var third = new SpokenRun().Save("step-0000000001", 3);
        Assert.Equal(ScoreOf(second), ScoreOf(run));
        run.Save("best", 3, embedsRecipe: embedsRecipe);
        Assert.Equal(ScoreOf(third), ScoreOf(run));
        Assert.NotEqual(ScoreOf(second), ScoreOf(third));
        using var model = run.Load();
        Assert.Equal("best.safetensors", Path.GetFileName(model.Checkpoint));
        Assert.Equal("spoken", model.Recipe.Name);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public void Load_OfACheckpointWithItsRecipe_IsThatOfOneWithout(string precision)
    {
        using var with = new SpokenRun(precision).Save(embedsRecipe: true);
        using var without = new SpokenRun(precision).Save();
        Assert.Equal(ScoreOf(without), ScoreOf(with));
        using (var model = with.Load())
            Assert.Equal("spoken", model.Recipe.Name);
        // Of another recipe, though its weights would fit.
        with.Write("recipe.json", File.ReadAllText(with["recipe.json"]).Replace("0.01", "0.02", StringComparison.Ordinal));
        Assert.Contains("is a checkpoint of another recipe", Assert.Throws<RunException>(() => with.Load()).Message);
    }

    [Fact]
    public void Load_OfAnAveragedRun_LooksForTheAverage()
    {
        const string Train = "{ \"seed\": 1, \"batch\": 2, \"steps\": 1, \"optimizer\": { \"kind\": \"adam\" }, \"average\": { \"decay\": 0.9 } }";
        foreach (var embeds in (bool[])[false, true])
        {
            using var run = new SpokenRun(train: Train).Save(embedsRecipe: embeds);
            Assert.Contains("average.", Assert.Throws<RunException>(() => run.Load()).Message);
        }
    }

    [Fact]
    public void Load_PassesOverABrokenBest_AndSaysSo()
    {
        using var run = new SpokenRun().Save("step-0000000001", 1).Save("best", 2);
        using var first = new SpokenRun().Save("step-0000000001", 1);
        File.WriteAllBytes(run["checkpoints/best.safetensors"], new byte[100]);
        var listener = new NoteListener();
        Assert.Equal(ScoreOf(first), ScoreOf(run, listener));
        Assert.EndsWith("using the newest checkpoint instead", Assert.Single(listener.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TakesTheCheckpointsVocabulary_WhereTheFolderHasNone()
    {
        using var run = new SpokenRun(writesVocabulary: false).Save(embedsVocabulary: true);
        using var model = run.Load();
        Assert.Equal(run.Vocabulary.Write(), model.Vocabulary.Write());
        using var bare = new SpokenRun(writesVocabulary: false).Save();
        Assert.Contains("has no vocabulary.json, and its checkpoint none either", Assert.Throws<RunException>(() => bare.Load()).Message);
    }

    [Fact]
    public void Load_OfWhatCannotBe_SaysWhyInALine()
    {
        using var folder = new TemporaryFolder();
        Some.Run(Some.Epochs("train.epochs=1"), folder["other"]);
        var other = Assert.Throws<RunException>(() => TextModel.Load(folder["other"]));
        Assert.EndsWith("was trained on the task 'parity', which has no text to speak or to score; give a run of the task 'text'.", other.Message, StringComparison.Ordinal);
        Assert.True(other.IsMisuse);
        Assert.True(Assert.Throws<RunException>(() => TextModel.Load(folder["nothing"])).IsMisuse);
        using var run = new SpokenRun();
        Assert.Contains("has no checkpoint; go on with 'unroll train spoken", Assert.Throws<RunException>(() => run.Load()).Message);
        run.Save();
        Assert.True(Assert.Throws<RunException>(() => run.Load(threads: 0)).IsMisuse);
        run.Write("vocabulary.json", "{ \"kind\": ");
        var damaged = Assert.Throws<RunException>(() => run.Load()).Message;
        Assert.Contains("vocabulary.json", damaged);
        Assert.DoesNotContain('\n', damaged);
        using var wider = new SpokenRun(characters: SpokenRun.Characters + "xyz");
        run.Write("vocabulary.json", wider.Vocabulary.Write());
        Assert.Throws<RunException>(() => run.Load());
    }

    [Fact]
    public void Load_OfAFolderWithAnotherVocabulary_IsRefused()
    {
        using var run = new SpokenRun().Save(embedsVocabulary: true);
        using var other = new SpokenRun(characters: SpokenRun.Characters.Replace('d', 'z'));
        run.Load().Dispose();
        run.Write("vocabulary.json", other.Vocabulary.Write());
        Assert.Contains("is not the vocabulary that", Assert.Throws<RunException>(() => run.Load()).Message);
        File.Delete(run["vocabulary.json"]);
        run.Load().Dispose();
    }

    // A recipe of a few bytes must not take gigabytes before anybody looks whether the weights are there.
    [Theory, InlineData(false), InlineData(true)]
    public void Load_OfANetworkFarLargerThanItsFile_IsRefusedBeforeItIsMade(bool embedsRecipe)
    {
        using var run = new SpokenRun(model: """{ "cell": "lstm", "hidden": 60000, "layers": 2 }""").SaveHollow(embedsRecipe);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<RunException>(() => run.Load()).Message;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"too few for the {NetworkBuilder.CountParameters(run.Recipe.Model, run.Vocabulary.Count, run.Vocabulary.Count):N0} weights"), error);
        Assert.DoesNotContain('\n', error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void Load_OfANetworkThatReadsBothWays_SaysWhyNot()
    {
        using var run = new SpokenRun(model: """{ "network": [ { "kind": "bidirectional" } ], "hidden": 6 }""").Save();
        Assert.Contains("needs whole sequences", Assert.Throws<RunException>(() => run.Load()).Message);
    }

    sealed class NoteListener : IRunListener
    {
        public List<string> Notes { get; } = [];

        public void Started(RunStart start)
        {
        }

        public void Progressed(in RunProgress progress)
        {
        }

        public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
        {
        }

        public void Noted(string line) => Notes.Add(line);
    }
}
