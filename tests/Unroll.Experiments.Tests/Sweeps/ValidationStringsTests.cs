using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>Strings that a search chooses by neither train nor test.</summary>
public sealed class ValidationStringsTests
{
    [Theory]
    [InlineData("fixed")]
    [InlineData("variable")]
    public void Strings_HeldOut_AreMeasuredAndDoNotTrain(string mode)
    {
        using var folder = new TemporaryFolder();
        var listener = new StepListener();
        var result = Some.Run(Some.Epochs($"task.mode={mode}", "task.length=1", "task.validationCount=24"), folder["run"], listener: listener);
        Assert.Equal((24, 20), (result.Metrics["validation.count"], result.Metrics["test.count"]));
        Assert.Equal(1, listener.Start!.StepsPerEpoch);   // of 40 training strings 16 are left: two workers' batches of 8
    }

    [Fact]
    public void Strings_NotHeldOut_LeaveARecipesHashAsItWas() =>
        Assert.DoesNotContain("validationCount", RecipeText.Write(Some.Epochs()));

    [Theory]
    [InlineData("task.validationCount=40", "task.validationCount is 40; it must be under trainCount, which is 40, so that strings are left to train.")]
    [InlineData("task.tests=[{\"name\":\"validation\"}]", null)]
    public void Strings_ThatCannotBeHeldOut_AreRefused(string setting, string? message)
    {
        if (message is not null)
            Assert.Contains(message, Assert.Throws<RecipeException>(() => Experiment.Create(Some.Epochs(setting))).Message);
        else
            Assert.Contains("tests has the name 'validation' twice", Assert.Throws<RecipeException>(() => Experiment.Create(Some.Epochs(setting, "task.validationCount=8"))).Message);
    }

    [Fact]
    public void Strings_OfACurriculum_AreNotHeldOut() =>
        Assert.Contains("validationCount is not used by mode 'curriculum'", Assert.Throws<RecipeException>(() => Experiment.Create(Some.Endless("task.validationCount=8"))).Message);
}
