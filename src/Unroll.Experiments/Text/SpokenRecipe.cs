using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Text;

/// <summary>What speaking needs of a recipe. Reading and checking all of it would take most of the time to the first character.</summary>
/// <param name="Model">The network.</param>
/// <param name="Average">The average of the weights that is measured, where there is one.</param>
sealed record SpokenRecipe(ModelRecipe Model, AverageRecipe? Average)
{
    /// <summary>Of a recipe.</summary>
    public static SpokenRecipe Of(Recipe recipe) => new(recipe.Model, recipe.Train.Average);

    /// <summary>Of the text of a recipe that was checked when a checkpoint was saved with it; null where it is not of a kind of task, or cannot be read like this.</summary>
    public static SpokenRecipe? Read(string checkedText, string kind)
    {
        try
        {
            using var document = JsonDocument.Parse(checkedText);
            var recipe = document.RootElement;
            return recipe.GetProperty("task").GetProperty("kind").GetString() == kind && recipe.GetProperty("model").Deserialize(RecipeJson.Default.ModelRecipe) is { Hidden: > 0 and <= 65_536, Layers: > 0 and <= 64 } model
                && (model.Network ?? []).All(layer => layer.Hidden is null or (> 0 and <= 65_536) && layer.Width is null or (> 0 and <= 65_536))
                ? new SpokenRecipe(model, AverageOf(recipe.GetProperty("train")))
                : null;
        }
        catch (System.Exception e) when (e is JsonException or System.Collections.Generic.KeyNotFoundException or System.InvalidOperationException)
        {
            return null;
        }
    }

    static AverageRecipe? AverageOf(JsonElement train) => train.TryGetProperty("average", out var average) ? average.Deserialize(RecipeJson.Default.AverageRecipe) : null;
}
