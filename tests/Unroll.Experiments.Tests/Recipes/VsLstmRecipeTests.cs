using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Recipes;

/// <summary>The experiments of the very simple LSTM's report as recipes.</summary>
public sealed class VsLstmRecipeTests
{
    static readonly string[] All = ["vs-lstm-2", "vs-lstm-3", "vs-lstm-5", "vs-lstm-6", "vs-lstm-7", "vs-lstm-8"];

    public static TheoryData<string> Names => [.. All];

    [Theory, MemberData(nameof(Names))]
    public void Experiment_OfTheReport_HasItsCellAndSaysWhatItTakes(string name)
    {
        var recipe = RecipeReader.Read(name);
        _ = Experiment.Create(recipe);
        Assert.Equal(("vs-lstm", "none", name is "vs-lstm-7" or "vs-lstm-8" ? 7 : 4), (recipe.Model.Cell, recipe.Model.Output, recipe.Model.Hidden));
        Assert.Equal("cell", recipe.Model.Options?.InitialStates ?? "cell");
        Assert.InRange(recipe.Seconds ?? 0, 1, 60);
        Assert.NotEmpty(recipe.Expect);
        Assert.True(recipe.Account?.Length > 100 && recipe.Description?.Length > 20);
        Assert.NotNull(recipe.Reported);
    }

    [Theory, MemberData(nameof(Names))]
    public void Experiment_OfTheReport_TakesEveryVariant(string name)
    {
        foreach (var setting in new[] { "model.cell=vs-lstm-report", "model.cell=vs-lstm-peephole", "model.options.initialStates=zeros", "model.options.candidateFunction=softsign" })
            _ = Experiment.Create(RecipeReader.Read(name, [setting]));
    }

    [Theory]
    [InlineData("vs-lstm-2")]
    [InlineData("vs-lstm-3")]
    [InlineData("vs-lstm-5")]
    public void Eras_OfTheReport_RaiseTheRateByOneTenthEveryEightyEpochs(string name)
    {
        var recipe = RecipeReader.Read(name);
        Assert.Equal(640, recipe.Train.Epochs);
        Assert.Equal(Enumerable.Range(0, 8).Select(era => (80 * era, Math.Round(0.01 + 0.1 * era, 2))), recipe.Train.Schedule.Rates!.Select(rate => (rate.From, rate.Rate)));
    }

    [Theory]
    [InlineData("vs-lstm-2")]
    [InlineData("vs-lstm-3")]
    [InlineData("vs-lstm-6")]
    public void Experiment_Run_MeetsWhatItExpects(string name)
    {
        using var folder = new TemporaryFolder();
        var result = Some.Run(RecipeReader.Read(name), folder["run"]);
        Assert.NotEmpty(result.Expectations);
        Assert.All(result.Expectations, expectation => Assert.True(expectation.Met, $"{name}: {expectation}"));
    }
}
