using System;
using System.IO;
using System.Linq;
using Unroll.Experiments.Inspection;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Runs;

public sealed class ReberRunTests
{
    static Recipe Plain(params string[] settings) => RecipeReader.Read("reber", ["train.checkpointEvery=50", .. settings]);

    [Fact]
    public void Run_OfThePlainGrammar_IsSolved_AndSaysAfterHowManyStrings()
    {
        using var folder = new TemporaryFolder();
        var result = Some.Run(Plain(), folder["run"]);
        Assert.All(result.Expectations, one => Assert.True(one.Met, one.Metric));
        Assert.Equal(result.Steps, result.Metrics["sequencesUntilSolved"]);
        Assert.Equal((1, 1), (result.Metrics["training.stringAccuracy"], result.Metrics["test.letterAccuracy"]));
        Assert.Equal([FormattableString.Invariant($"solved after {result.Steps:N0} sequences: all 256 training and 256 test strings are predicted right at every letter")], result.Findings);
        Assert.DoesNotContain("sequencesUntilSolved", Experiment.Evaluate(folder["run"], Some.Options()).Metrics.Keys);   // an evaluation presents nothing
    }

    [Theory]
    [InlineData("train.batch=1")]
    [InlineData("train.batch=3")]
    [InlineData("task.window=1")]
    public void Run_StoppedAndTakenUp_CountsAsIfItHadNotBeen(string setting)
    {
        using var folder = new TemporaryFolder();
        var recipe = Plain(setting, "train.steps=150", "train.evaluateEvery=25", "expect=[]", "task.embedded=true");
        var whole = Some.Run(recipe, folder["whole"]);
        Some.KillAfter(120, recipe, folder["stopped"]);
        var resumed = Some.Run(recipe, folder["stopped"], resume: true);
        Assert.Equal(whole.Metrics.OrderBy(one => one.Key), resumed.Metrics.OrderBy(one => one.Key));
        Assert.Equal(whole.Findings, resumed.Findings);
    }

    [Fact]
    public void Inspect_OfLetters_ReadsThem_AndNamesThePositionOfTheFirstWrongOne()
    {
        using var folder = new TemporaryFolder();
        _ = Some.Run(Plain("train.steps=10", "expect=[]"), folder["run"]);
        Assert.Equal([0, 1, 3], RunInspection.Inspect(folder["run"], "BT X", 0, new StepListener()).Steps.Select(step => step.Symbol!.Value));
        var failure = Assert.Throws<RunException>(() => RunInspection.Inspect(folder["run"], "BTXP", 0, new StepListener()));
        Assert.Equal(("the input 'BTXP', position 4: 'P' is outside the grammar; there may stand S or X.", true), (failure.Message, failure.IsMisuse));
    }

    [Fact]
    public void JapaneseVowels_WithoutItsFiles_IsRefusedWithWhereToGetThem()
    {
        var message = Assert.Throws<RecipeException>(() => Experiment.Create(RecipeReader.Read("japanese-vowels", ["task.train=no/such/folder/X_TRAIN.ts"]))).Message;
        Assert.StartsWith("japanese-vowels: task.train 'no/such/folder/X_TRAIN.ts' is not there; give the file's path, --set task.train=FILE. The files can be had from https://www.timeseriesclassification.com/", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [SkippableFact]
    public void JapaneseVowels_OfItsFiles_IsLearnt()
    {
        var (training, test) = (Repository.Reference("data/classification/JapaneseVowels_TRAIN.ts"), Repository.Reference("data/classification/JapaneseVowels_TEST.ts"));
        Skip.IfNot(File.Exists(training) && File.Exists(test), "The archive's files (../shared/data/classification) are not here.");
        using var folder = new TemporaryFolder();
        var result = Some.Run(RecipeReader.Read("japanese-vowels", [$"task.train={training}", $"task.test={test}"]), folder["run"], threads: 2);
        Assert.All(result.Expectations, one => Assert.True(one.Met, $"{one.Metric} is {one.Got}"));
    }
}
