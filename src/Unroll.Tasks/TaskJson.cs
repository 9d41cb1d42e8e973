using System.Text.Json.Serialization;
using Unroll.Tasks.Synthetic;

namespace Unroll.Tasks;

/// <summary>Readers of the tasks' options, generated when this assembly is built.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ParityOptions))]
sealed partial class TaskJson : JsonSerializerContext;
