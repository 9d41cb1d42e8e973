using System;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>Turns <c>path=value</c> into a layer of a recipe that holds this one value.</summary>
static class RecipeSettings
{
    /// <summary>The layer of a setting. The value is read as JSON; what is not JSON is text.</summary>
    public static JsonObject Parse(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            throw new RecipeException($"--set {setting}: a setting is path=value, for example model.hidden=64.");
        return Nest(setting[..equals].Trim(), ParseValue(setting[(equals + 1)..].Trim()), $"--set {setting}");
    }

    /// <summary>An object that holds one value at a path.</summary>
    public static JsonObject Nest(string path, JsonNode? value, string label)
    {
        var keys = path.Split('.');
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            if (keys[i].Length == 0)
                throw new RecipeException($"{label}: '{path}' is not a path; keys are joined by single dots, for example model.hidden.");
            value = new JsonObject { [keys[i]] = value };
        }
        return value!.AsObject();
    }

    /// <summary>A value as JSON; what is not JSON is text.</summary>
    public static JsonNode? ParseValue(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
