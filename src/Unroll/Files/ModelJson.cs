using System.Text.Json.Serialization;
using Unroll.Training.Optimizers;

namespace Unroll;

/// <summary>Reader and writer of model headers, generated when this assembly is built. An optimizer's settings stand behind its name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelHeader))]
[JsonSerializable(typeof(AdadeltaOptions))]
[JsonSerializable(typeof(AdagradOptions))]
[JsonSerializable(typeof(AdamOptions))]
[JsonSerializable(typeof(AdamWOptions))]
[JsonSerializable(typeof(LionOptions))]
[JsonSerializable(typeof(NAdamOptions))]
[JsonSerializable(typeof(RAdamOptions))]
[JsonSerializable(typeof(RmsPropOptions))]
[JsonSerializable(typeof(SgdOptions))]
sealed partial class ModelJson : JsonSerializerContext;
