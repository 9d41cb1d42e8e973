using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Tasks;

namespace Unroll.Experiments.Recipes;

/// <summary>Reads recipes: finds them by name or path, follows <c>extends</c>, applies settings, checks everything, and says in one line what is wrong.</summary>
public static class RecipeReader
{
    const int MostExtends = 16;

    /// <summary>Reads a built-in recipe by name, or a file by path.</summary>
    /// <param name="nameOrPath">A name from <see cref="RecipeCatalog"/>, or a path (anything with a directory separator or ending in .json).</param>
    /// <param name="settings">Changes as <c>path=value</c>, for example <c>model.hidden=64</c>, applied in order after <c>extends</c>.</param>
    /// <exception cref="RecipeException">The recipe is not there, or something in it cannot be used.</exception>
    public static Recipe Read(string nameOrPath, IReadOnlyList<string>? settings = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        var source = RecipeSource.Find(nameOrPath, from: null);
        var tree = Resolve(source, []);
        foreach (var setting in settings ?? [])
            tree = AddLayer(RecipeSettings.Parse(setting), tree, $"--set {setting}");
        return Finish(tree, source.Label);
    }

    /// <summary>Reads a resolved recipe from text, for example from a checkpoint or a run folder.</summary>
    /// <param name="json">The text, as <see cref="RecipeText.Write"/> gives it.</param>
    /// <param name="label">How errors name it.</param>
    /// <exception cref="RecipeException">Something in it cannot be used.</exception>
    public static Recipe Parse(string json, string label)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Finish(AddLayer(RecipeSource.ParseText(Encoding.UTF8.GetBytes(json), label), [], label), label);
    }

    /// <summary>The same recipe with values laid over it, in order, as settings are.</summary>
    /// <exception cref="RecipeException">A value cannot be used, or they do not fit together.</exception>
    internal static Recipe With(Recipe recipe, IEnumerable<(string Path, JsonNode? Value)> values, string label)
    {
        var tree = JsonSerializer.SerializeToNode(recipe, RecipeJson.Default.Recipe)!.AsObject();
        foreach (var (path, value) in values)
            tree = AddLayer(RecipeSettings.Nest(path, value, label), tree, label);
        return Finish(tree, label);
    }

    /// <summary>Refuses a value that its path cannot have, whatever the other values are.</summary>
    /// <exception cref="RecipeException">The path is not known, or the value is not one for it.</exception>
    internal static void RequireValue(Recipe recipe, string path, JsonNode? value, string label)
    {
        var layer = RecipeSettings.Nest(path, value, label);
        RecipeShorthand.Expand(layer);
        RecipeChecker.Check(layer, JsonSerializer.SerializeToNode(recipe, RecipeJson.Default.Recipe)!.AsObject(), label);
    }

    static JsonObject Resolve(RecipeSource source, List<RecipeSource> chain)
    {
        if (chain.Any(earlier => earlier.BuiltIn == source.BuiltIn && SamePath(earlier, source)))
            throw new RecipeException($"{source.Label}: extends goes in a circle: {string.Join(" → ", chain.Append(source).Select(link => link.Label))}.");
        if (chain.Count == MostExtends)
            throw new RecipeException($"{source.Label}: is recipe number {MostExtends + 1} in a chain of extends; at most {MostExtends} are followed.");
        chain.Add(source);
        var layer = source.Load();
        var below = new JsonObject();
        if (layer["extends"] is { } extends)
        {
            if (extends is not JsonValue value || !value.TryGetValue<string>(out var reference) || string.IsNullOrWhiteSpace(reference))
                throw new RecipeException($"{source.Label}: extends is {extends.ToJsonString()}; it must be a recipe's name or path.");
            below = Resolve(RecipeSource.Find(reference, source), chain);
        }
        return AddLayer(layer, below, source.Label);
    }

    static bool SamePath(RecipeSource a, RecipeSource b) =>
        a.BuiltIn ? a.Path == b.Path : System.IO.Path.GetFullPath(a.Path) == System.IO.Path.GetFullPath(b.Path);

    static JsonObject AddLayer(JsonObject layer, JsonObject below, string label)
    {
        layer.Remove("$schema");
        RecipeShorthand.Expand(layer);
        RecipeChecker.Check(layer, below, label);
        layer.Remove("extends");
        return RecipeMerge.Over(below, layer);
    }

    static Recipe Finish(JsonObject tree, string label)
    {
        if (tree["name"] is null)
            throw new RecipeException($"{label}: name is missing.");
        if (tree["task"]?["kind"] is not { } kind)
            throw new RecipeException($"{label}: task.kind is missing. Known: {string.Join(", ", TaskCatalog.Names)}.");
        tree["task"] = WithDefaults(tree["task"]!.AsObject(), kind.GetValue<string>());
        var recipe = tree.Deserialize(RecipeJson.Default.Recipe)!;
        RecipeRules.Check(recipe, label);
        return recipe;
    }

    // Every option written out, so that a default left out and a default written name the same run.
    static JsonObject WithDefaults(JsonObject task, string kind)
    {
        var entry = TaskCatalog.Find(kind)!;
        var given = task.DeepClone().AsObject();
        given.Remove("kind");
        var full = new JsonObject { ["kind"] = kind };
        foreach (var (key, value) in JsonSerializer.SerializeToNode(given.Deserialize(entry.Options), entry.Options)!.AsObject())
        {
            if (value is not null)
                full[key] = value.DeepClone();
        }
        return full;
    }
}
