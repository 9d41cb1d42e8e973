using System;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Unroll.Tasks;

namespace Unroll.Experiments.Recipes;

/// <summary>The JSON schema of recipes, made from the records, for editors. The repository's <c>recipes/recipe.schema.json</c> is this text.</summary>
public static class RecipeSchema
{
    static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, indented, with a line end at its end.</summary>
    public static string Write()
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Unroll recipe" };
        var exported = RecipeJson.Default.Recipe.GetJsonSchemaAsNode(Options).AsObject();
        exported["properties"]!["$schema"] = new JsonObject { ["type"] = "string" };
        exported["properties"]!["task"] = Task();
        AllowShorthand(exported["properties"]!.AsObject());
        foreach (var (key, value) in exported)
            schema[key] = value?.DeepClone();
        return schema.ToJsonString(Indented) + "\n";
    }

    // One form for each kind of task: its options, and its name as the kind. A recipe that extends another may leave the kind out.
    static JsonObject Task()
    {
        var forms = new JsonArray();
        foreach (var entry in TaskCatalog.Entries)
        {
            var form = entry.Options.GetJsonSchemaAsNode(Options).AsObject();
            if (form["properties"] is null)
                form["properties"] = new JsonObject();   // a task without options
            form["properties"]!.AsObject().Insert(0, "kind", new JsonObject { ["const"] = entry.Name, ["description"] = entry.Description });
            forms.Add((JsonNode)form);
        }
        return new JsonObject { ["description"] = "The task: its kind and that kind's options.", ["anyOf"] = forms };
    }

    static void AllowShorthand(JsonObject properties)
    {
        var expect = properties["expect"]!.DeepClone();
        properties["expect"] = new JsonObject { ["anyOf"] = new JsonArray(expect, expect["items"]!.DeepClone()) };
        var train = properties["train"]!["properties"]!;
        train["clip"] = new JsonObject { ["anyOf"] = new JsonArray(train["clip"]!.DeepClone(), new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 }) };
    }

    static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;
        if (context.TypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object)
            schema["additionalProperties"] = false;
        if (context.PropertyInfo is not { AttributeProvider: { } provider } property)
            return schema;
        TAttribute? Find<TAttribute>()
            where TAttribute : Attribute => provider.GetCustomAttributes(typeof(TAttribute), inherit: false).OfType<TAttribute>().FirstOrDefault();
        if (Find<DescriptionAttribute>() is { } description)
            schema.Insert(0, "description", description.Description);
        if (Find<AllowedValuesAttribute>() is { } allowed)
            schema["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode)JsonValue.Create((string)value!))]);
        if (property.Name == "cell" && (property.DeclaringType == typeof(ModelRecipe) || property.DeclaringType == typeof(LayerRecipe)))
            schema["enum"] = NamesAt("model.cell");
        if (property.Name == "kind" && property.DeclaringType == typeof(LossRecipe))
            schema["enum"] = NamesAt("loss.kind");
        if (Find<RangeAttribute>() is { } range)
            AddLimits(schema["items"]?.AsObject() ?? schema, range);
        if (Find<RegularExpressionAttribute>() is { } pattern)
            schema["pattern"] = $"^({pattern.Pattern})$";
        return schema;
    }

    static JsonArray NamesAt(string path) => new([.. RecipeNames.KnownAt(path)!.Select(name => (JsonNode)JsonValue.Create(name))]);

    static void AddLimits(JsonObject schema, RangeAttribute range)
    {
        schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
        schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
    }

    static JsonValue Number(object limit) => limit is int whole ? JsonValue.Create(whole) : JsonValue.Create((double)limit);
}
