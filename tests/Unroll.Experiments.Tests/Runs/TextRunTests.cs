using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Tasks;

namespace Unroll.Experiments.Tests.Runs;

public sealed class TextRunTests
{
    static Recipe Tiny(params string[] settings) =>
        RecipeReader.Read("latin", ["task.length=3000", "task.window=10", "model.hidden=8", "train.batch=4", "train.epochs=2", "train.workers=2", .. settings]);

    [Fact]
    public void Run_OfAText_MeasuresItsValidationPart_TheSameWhenResumed()
    {
        using var folder = new TemporaryFolder();
        var whole = Some.Run(Tiny(), folder["whole"], threads: 2);
        Assert.Equal(299, whole.Metrics["validation.characters"]);
        Assert.Equal(whole.Metrics["validation.natsPerCharacter"] / Math.Log(2), whole.Metrics["validation.bitsPerCharacter"], 12);
        Some.RunUntil(50, Tiny(), folder["parts"]);
        var resumed = Some.Run(Tiny(), folder["parts"], resume: true);
        Assert.Equal(whole.Metrics["validation.natsPerCharacter"], resumed.Metrics["validation.natsPerCharacter"]);
    }

    [Fact]
    public void Run_GoneOnWithAnotherText_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder["text.txt"];
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("to be or not to be. ", 50)));
        Some.RunUntil(3, Tiny($"task.path={path}"), folder["run"]);
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("to bo or not to be. ", 50)));
        var refusal = Assert.ThrowsAny<Exception>(() => Some.Run(Tiny($"task.path={path}"), folder["run"], resume: true));
        Assert.Contains("the text is another one now than that the run was begun with", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_IsReadOnce_ForTheCheckAndTheFirstRun_AndTheReadingIsTold()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.txt"], string.Concat(Enumerable.Repeat("to be or not to be. ", 50)));
        var works = new List<string>();
        var experiment = Experiment.Create(Tiny($"task.path={folder["text.txt"]}"), new Watcher(works));
        Assert.Equal([$"reading {folder["text.txt"]}", $"encoding {folder["text.txt"]}"], works.Distinct());
        File.Delete(folder["text.txt"]);
        Assert.Equal(99, experiment.Run(folder["run"], Some.Options(), new StepListener()).Metrics["validation.characters"]);
        Assert.Contains("is not there", Assert.Throws<RecipeException>(() => experiment.Run(folder["again"], Some.Options(), new StepListener())).Message, StringComparison.Ordinal);
    }

    sealed class Watcher(List<string> works) : ITaskProgress
    {
        public void Report(string work, double share) => works.Add(work);
    }

    [Fact]
    public void Evaluation_OfATextThatChanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder["text.txt"];
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("to be or not to be. ", 50)));
        var result = Some.Run(Tiny($"task.path={path}"), folder["run"]);
        Assert.Equal(result.Metrics["validation.natsPerCharacter"], Experiment.Evaluate(folder["run"], Some.Options()).Metrics["validation.natsPerCharacter"]);
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("to be or not so be. ", 49)) + "to be or not to be? ");
        Assert.Contains("the text is another one now", Assert.Throws<RunException>(() => Experiment.Evaluate(folder["run"], Some.Options())).Message);
    }

    [Theory]
    [InlineData("char-rnn"), InlineData("shakespeare"), InlineData("quijote")]
    public void Recipe_ThatNeedsAPathAndHasNone_SaysHowToGiveIt(string recipe) => Assert.Equal(
        $"{recipe}: task.path is empty; give the path of a text file or of a folder of them, --set task.path=FILE.",
        Assert.Throws<RecipeException>(() => Experiment.Create(RecipeReader.Read(recipe))).Message);

    [Fact]
    public void CharRnn_IsWhatItsTwinDoes()
    {
        var recipe = RecipeReader.Read("char-rnn", ["task.path=text.txt"]);
        Assert.Equal(("lstm", 128, 2, 50), (recipe.Model.Cell, recipe.Model.Hidden, recipe.Model.Layers, recipe.Train.Batch));
        Assert.Equal(("rmsprop", 0.002, 0.95, 1e-8, 5), (recipe.Train.Optimizer.Kind, recipe.Train.Optimizer.Rate, recipe.Train.Optimizer.Decay, recipe.Train.Optimizer.Epsilon, recipe.Train.Clip!.Value));
        Assert.Equal(("exponential", 0.97, 10), (recipe.Train.Schedule.Kind, recipe.Train.Schedule.Factor, recipe.Train.Schedule.From));
        Assert.Equal((0.08, 0.08, 1, 0), (recipe.Model.Initialization.Scale, recipe.Model.Initialization.BiasScale, recipe.Model.Initialization.ForgetBias, recipe.Model.Initialization.Bias));
    }
}
