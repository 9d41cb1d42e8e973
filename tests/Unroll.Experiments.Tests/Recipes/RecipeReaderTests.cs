using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests.Recipes;

public sealed class RecipeReaderTests
{
    public static TheoryData<string> AllNames => [.. RecipeCatalog.Names];

    [Theory, MemberData(nameof(AllNames))]
    public void Read_EveryBuiltIn_IsGoodAndNamedAsItsFile(string name)
    {
        var recipe = RecipeReader.Read(name);
        Assert.Equal(name, recipe.Name);
        Assert.False(string.IsNullOrEmpty(recipe.Description));
        Assert.Null(recipe.Extends);
    }

    [Fact]
    public void Names_AreInOrderOfNumbers()
    {
        Assert.Equal(36, RecipeCatalog.Names.Count(name => name.StartsWith("parity", System.StringComparison.Ordinal)));
        Assert.Equal("a-n-b-n", RecipeCatalog.Names[0]);
        var names = RecipeCatalog.Names.ToList();
        Assert.True(names.IndexOf("parity-report-variable-9") < names.IndexOf("parity-report-variable-10"));
    }

    [Fact]
    public void Read_Settings_ChangeValuesInOrder()
    {
        var recipe = RecipeReader.Read("parity", ["model.hidden=7", "model.hidden=8", "model.cell=gru", "train.optimizer.rate=1e-4", "train.clip=null", "task.reading=exclusive"]);
        Assert.Equal(8, recipe.Model.Hidden);
        Assert.Equal("gru", recipe.Model.Cell);
        Assert.Equal(0.0001, recipe.Train.Optimizer.Rate);
        Assert.Null(recipe.Train.Clip);
        Assert.Equal("exclusive", recipe.Task["reading"]!.GetValue<string>());
    }

    [Fact]
    public void Read_StepsOverEpochs_TakesTheEpochsAway()
    {
        var recipe = RecipeReader.Read("parity-report-fixed-6", ["train.steps=10"]);
        Assert.Equal(10, recipe.Train.Steps);
        Assert.Null(recipe.Train.Epochs);
    }

    [Fact]
    public void Read_OtherKind_TakesTheOldKindsOptionsAway()
    {
        var recipe = RecipeReader.Read("parity", ["train.optimizer.beta1=0.5", "train.optimizer={\"kind\":\"sgd\",\"rate\":0.1,\"momentum\":0.9}"]);
        Assert.Null(recipe.Train.Optimizer.Beta1);
        Assert.Equal(0.9, recipe.Train.Optimizer.Momentum);
    }

    [Fact]
    public void Read_ShortForms_AreWrittenOut()
    {
        var recipe = RecipeReader.Read("parity", ["train.clip=2.5", "expect={\"metric\":\"a.b\",\"atMost\":3}"]);
        Assert.Equal(2.5, recipe.Train.Clip!.Norm);
        Assert.Equal(3, Assert.Single(recipe.Expect).AtMost);
    }

    [Fact]
    public void Read_UserFileWithCommentsAndCommas_ExtendsFileThatExtendsBuiltIn()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.json", """{ /* mine */ "extends": "parity", "name": "mine", "model": { "hidden": 5, }, }""");
        var path = folder.Write("deeper/child.json", """
            {
              "extends": "../base.json",   // one up
              "train": { "batch": 3 }
            }
            """);
        var recipe = RecipeReader.Read(path);
        Assert.Equal(("mine", 5, 3, "lstm"), (recipe.Name, recipe.Model.Hidden, recipe.Train.Batch, recipe.Model.Cell));
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Parse_OfWritten_GivesTheSameRecipe(string name)
    {
        var recipe = RecipeReader.Read(name);
        var again = RecipeReader.Parse(RecipeText.Write(recipe), "copy");
        Assert.Equal(RecipeText.Write(recipe), RecipeText.Write(again));
        Assert.Equal(RecipeHash.Of(recipe), RecipeHash.Of(again));
    }

    [Fact]
    public void Hash_FollowsWhatDecidesTheRunAndNothingElse()
    {
        var hash = RecipeHash.Of(RecipeReader.Read("parity"));
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, RecipeHash.Of(RecipeReader.Read("parity", ["description=other", "expect=[]", "model.layers=1", "task.count=100000"])));
        string[] different = ["train.seed=1", "model.hidden=33", "task.reading=exclusive", "train.clip.norm=2", "loss.reduction=sum", "train.checkpointEvery=7"];
        var hashes = different.Select(setting => RecipeHash.Of(RecipeReader.Read("parity", [setting]))).Append(hash).ToHashSet();
        Assert.Equal(different.Length + 1, hashes.Count);
    }

    [Fact]
    public void WithSeed_IsTheSameAsSettingIt()
    {
        Assert.Equal(RecipeHash.Of(RecipeReader.Read("parity", ["train.seed=42"])), RecipeHash.Of(RecipeReader.Read("parity").WithSeed(42)));
    }

    [Fact]
    public void Hashes_OfBuiltIns_AllDiffer() =>
        Assert.Equal(RecipeCatalog.Names.Count, RecipeCatalog.Names.Select(name => RecipeHash.Of(RecipeReader.Read(name))).Distinct().Count());

    [Fact]
    public void Write_GivesJsonWithoutMarkupEscapesOfRates()
    {
        using var document = JsonDocument.Parse(RecipeText.Write(RecipeReader.Read("parity-report-variable-17")));
        Assert.Equal(0.000001, document.RootElement.GetProperty("train").GetProperty("schedule").GetProperty("rates")[1].GetProperty("rate").GetDouble());
    }
}
