using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Vectors;

/// <summary>A count that goes round and round, in the catalog.</summary>
sealed class NumberCycleEntry() : TaskEntry("number-cycle", "Count round and round in vectors of bits; the next number's vector is wanted.", TaskJson.Default.NumberCycleOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) =>
        new NumberCycleTask<T>(options.Deserialize(TaskJson.Default.NumberCycleOptions) ?? new NumberCycleOptions(), setting);
}
