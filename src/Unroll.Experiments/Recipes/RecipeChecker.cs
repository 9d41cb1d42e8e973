using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Unroll.Tasks;

namespace Unroll.Experiments.Recipes;

/// <summary>Holds one layer of a recipe against the records: keys, types, ranges, names. Says what is wrong in one line that begins with the layer's label.</summary>
sealed class RecipeChecker
{
    readonly string _label;
    readonly string? _taskKind;

    RecipeChecker(string label, string? taskKind)
    {
        _label = label;
        _taskKind = taskKind;
    }

    /// <summary>Checks a layer that is to be laid over <paramref name="below"/>, from which the kind of task may come.</summary>
    public static void Check(JsonObject layer, JsonObject below, string label)
    {
        var kind = TextAt(layer, "task", "kind") ?? TextAt(below, "task", "kind");
        new RecipeChecker(label, kind).CheckObject(layer, RecipeJson.Default.Recipe, "", inList: false);
    }

    static string? TextAt(JsonObject tree, string outer, string inner) =>
        tree[outer] is JsonObject child && child[inner] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    void CheckObject(JsonNode node, JsonTypeInfo type, string path, bool inList)
    {
        if (node is not JsonObject given)
            throw Wrong(path, node, "an object { … }");
        foreach (var (key, value) in given)
        {
            var property = type.Properties.FirstOrDefault(known => known.Name == key);
            if (property is null)
                throw UnknownKey(path, key, type.Properties.Select(known => known.Name));
            var place = path.Length == 0 ? key : $"{path}.{key}";
            if (inList && value is null && !TakesNull(property))
                throw new RecipeException($"{_label}: {place} is null; {(AttributeOf<RequiredAttribute>(property) is null ? "leave it out for its default" : "it must have a value")}.");
            CheckProperty(value, property, place, type, inList);
        }
        foreach (var property in type.Properties)
        {
            if (inList && !given.ContainsKey(property.Name) && AttributeOf<RequiredAttribute>(property) is not null)
                throw new RecipeException($"{_label}: {path}.{property.Name} is missing.");
        }
    }

    // Nothing is laid over what stands in a list: a null there is read as it is.
    static bool TakesNull(JsonPropertyInfo property) => property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsSetNullable;

    void CheckProperty(JsonNode? node, JsonPropertyInfo property, string path, JsonTypeInfo owner, bool inList)
    {
        if (node is null)
            return;   // takes the value away; the default stands
        if (path == "task")
        {
            CheckTask(node);
            return;
        }
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var info = owner.Options.GetTypeInfo(property.PropertyType);
        if (type == typeof(JsonObject))
            _ = node as JsonObject ?? throw Wrong(path, node, "an object { … }");
        else if (info.Kind == JsonTypeInfoKind.Object)
            CheckObject(node, info, path, inList);
        else if (info.Kind == JsonTypeInfoKind.Enumerable)
            CheckList(node, owner.Options.GetTypeInfo(info.ElementType!), property, path);
        else if (info.Kind == JsonTypeInfoKind.Dictionary)
            CheckPaths(node, path, info.ElementType == typeof(JsonElement[]));
        else
            CheckLeaf(node, type, property, path);
    }

    void CheckTask(JsonNode node)
    {
        if (node is not JsonObject given)
            throw Wrong("task", node, "an object { … }");
        if (_taskKind is null)
            throw new RecipeException($"{_label}: task.kind is missing. Known: {string.Join(", ", TaskCatalog.Names)}.");
        var entry = TaskCatalog.Find(_taskKind) ?? throw UnknownName("task.kind", _taskKind, TaskCatalog.Names);
        var options = given.DeepClone().AsObject();
        options.Remove("kind");
        CheckObject(options, entry.Options, "task", inList: false);
    }

    void CheckList(JsonNode node, JsonTypeInfo element, JsonPropertyInfo property, string path)
    {
        if (node is not JsonArray list)
            throw Wrong(path, node, "a list [ … ]");
        if (element.Kind == JsonTypeInfoKind.None)
        {
            for (var i = 0; i < list.Count; i++)
                CheckLeaf(list[i] ?? throw Wrong($"{path}[{i}]", null, "a value"), element.Type, property, $"{path}[{i}]");
            return;
        }
        for (var i = 0; i < list.Count; i++)
            CheckObject(list[i] ?? throw Wrong($"{path}[{i}]", null, "an object { … }"), element, $"{path}[{i}]", inList: true);
    }

    // sweep and where: keys are paths of the recipe, and their values must be good there.
    void CheckPaths(JsonNode node, string path, bool lists)
    {
        if (node is not JsonObject given)
            throw Wrong(path, node, "an object { … }");
        foreach (var (key, value) in given)
        {
            IEnumerable<JsonNode?> values = !lists ? new[] { value } : value is JsonArray { Count: > 0 } list ? list : throw Wrong($"{path}.{key}", value, "a list of values [ … ]");
            foreach (var one in values)
            {
                var layer = RecipeSettings.Nest(key, one?.DeepClone(), $"{_label}: {path}");
                new RecipeChecker($"{_label}: {path}", _taskKind).CheckObject(layer, RecipeJson.Default.Recipe, "", inList: false);
            }
        }
    }

    void CheckLeaf(JsonNode node, Type type, JsonPropertyInfo property, string path)
    {
        if (type == typeof(string))
            CheckText(node, property, path);
        else if (type == typeof(bool))
            _ = node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? true : throw Wrong(path, node, "true or false");
        else if (type == typeof(ulong))
            _ = IsNumber(node, out ulong _) ? true : throw Wrong(path, node, $"a whole number from 0 to {ulong.MaxValue}");
        else
            CheckNumber(node, type == typeof(int), AttributeOf<RangeAttribute>(property), path);
    }

    void CheckText(JsonNode node, JsonPropertyInfo property, string path)
    {
        if (node.GetValueKind() != JsonValueKind.String)
            throw Wrong(path, node, "text in quotes");
        var text = node.GetValue<string>();
        var known = RecipeNames.KnownAt(path) ?? AttributeOf<AllowedValuesAttribute>(property)?.Values.Cast<string>().ToArray();
        if (known is not null && !known.Contains(text))
            throw UnknownName(path, text, known);
        if (AttributeOf<RegularExpressionAttribute>(property) is { } pattern && !Regex.IsMatch(text, $"^(?:{pattern.Pattern})\\z"))
            throw Wrong(path, node, $"text of the form {pattern.Pattern}");
    }

    void CheckNumber(JsonNode node, bool whole, RangeAttribute? range, string path)
    {
        var kind = whole ? "a whole number" : "a number";
        if (node.GetValueKind() != JsonValueKind.Number || !IsNumber(node, out double value) || (whole && value != Math.Floor(value)))
            throw Wrong(path, node, kind + Limits(range));
        var fits = !whole || (Math.Abs(value) <= int.MaxValue && IsNumber(node, out int _));
        if (!fits || !double.IsFinite(value) || (range is not null && !IsInside(value, range)))
            throw Wrong(path, node, kind + Limits(range));
    }

    static bool IsNumber<TNumber>(JsonNode node, out TNumber value)
        where TNumber : struct
    {
        value = default;
        return node is JsonValue leaf && leaf.TryGetValue(out value);
    }

    static bool IsInside(double value, RangeAttribute range)
    {
        var (low, high) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        return (range.MinimumIsExclusive ? value > low : value >= low) && (range.MaximumIsExclusive ? value < high : value <= high);
    }

    static string Limits(RangeAttribute? range) => range is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $" {(range.MinimumIsExclusive ? "over" : "from")} {range.Minimum} {(range.MaximumIsExclusive ? "to under" : "to")} {range.Maximum}");

    static TAttribute? AttributeOf<TAttribute>(JsonPropertyInfo property)
        where TAttribute : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(TAttribute), inherit: false).OfType<TAttribute>().FirstOrDefault();

    RecipeException Wrong(string path, JsonNode? node, string wanted) => new($"{_label}: {path} is {Shown(node)}; it must be {wanted}.");

    RecipeException UnknownName(string path, string name, IReadOnlyCollection<string> known) => new($"{_label}: {path} '{name}' is not known. {NearestName.Suggest(name, known)}");

    RecipeException UnknownKey(string path, string key, IEnumerable<string> known)
    {
        string[] names = path == "task" ? ["kind", .. known] : [.. known];
        Array.Sort(names, StringComparer.Ordinal);
        var place = path.Length == 0 ? "" : path + ".";
        return new($"{_label}: {place}{key} is not a known key. {NearestName.Suggest(key, names)}");
    }

    static string Shown(JsonNode? node)
    {
        var text = node is null ? "null" : node.ToJsonString();
        return text.Length <= 60 ? text : text[..57] + "…";
    }
}
