using System.Text.Json.Serialization;

namespace Unroll.Experiments.Recipes;

/// <summary>Reader and writer of recipes, generated when this assembly is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Recipe))]
sealed partial class RecipeJson : JsonSerializerContext;
