using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Unroll.Experiments.Recipes;
using Unroll.Tasks;

namespace Unroll.Experiments.Tests.Recipes;

public sealed class RecipeSchemaTests
{
    // To write the file anew: UNROLL_WRITE_SCHEMA=1 dotnet test tests/Unroll.Experiments.Tests
    [Fact]
    public void File_IsWhatTheRecordsSay()
    {
        var path = Path.Combine(Repository.Root, "recipes", "recipe.schema.json");
        if (Environment.GetEnvironmentVariable("UNROLL_WRITE_SCHEMA") == "1")
            File.WriteAllText(path, RecipeSchema.Write());
        Assert.Equal(RecipeSchema.Write(), File.ReadAllText(path));
    }

    [Fact]
    public void Schema_HasRangesNamesAndDescriptions()
    {
        var properties = JsonNode.Parse(RecipeSchema.Write())!["properties"]!;
        var hidden = properties["model"]!["properties"]!["hidden"]!;
        Assert.Equal((1, 65536, "Hidden units of each recurrent layer."), ((int)hidden["minimum"]!, (int)hidden["maximum"]!, (string?)hidden["description"]));
        Assert.Contains("gru", properties["model"]!["properties"]!["cell"]!["enum"]!.ToJsonString());
        Assert.Equal(TaskCatalog.Names, properties["task"]!["anyOf"]!.AsArray().Select(form => (string)form!["properties"]!["kind"]!["const"]!));
        Assert.Contains("huber", properties["loss"]!["properties"]!["kind"]!["enum"]!.ToJsonString());
        Assert.Equal(0.0, (double)properties["train"]!["properties"]!["optimizer"]!["properties"]!["rate"]!["exclusiveMinimum"]!);
    }
}
