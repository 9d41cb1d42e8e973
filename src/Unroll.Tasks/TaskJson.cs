using System.Text.Json.Serialization;
using Unroll.Tasks.Grammar;
using Unroll.Tasks.Numbers;
using Unroll.Tasks.Streams;
using Unroll.Tasks.Symbols;
using Unroll.Tasks.Synthetic;
using Unroll.Tasks.Text;
using Unroll.Tasks.TimeSeries;
using Unroll.Tasks.Vectors;

namespace Unroll.Tasks;

/// <summary>Readers of the tasks' options, generated when this assembly is built.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AddingOptions))]
[JsonSerializable(typeof(BinaryLagsOptions))]
[JsonSerializable(typeof(CopyOptions))]
[JsonSerializable(typeof(CountedPairOptions))]
[JsonSerializable(typeof(CountingOptions))]
[JsonSerializable(typeof(CycleNavigationOptions))]
[JsonSerializable(typeof(DyckOptions))]
[JsonSerializable(typeof(EvenPairsOptions))]
[JsonSerializable(typeof(ModularArithmeticOptions))]
[JsonSerializable(typeof(NumberCycleOptions))]
[JsonSerializable(typeof(ParityOptions))]
[JsonSerializable(typeof(ReberOptions))]
[JsonSerializable(typeof(SeriesOptions))]
[JsonSerializable(typeof(ReberVectorOptions))]
[JsonSerializable(typeof(TemporalOrderOptions))]
[JsonSerializable(typeof(TextOptions))]
sealed partial class TaskJson : JsonSerializerContext;
