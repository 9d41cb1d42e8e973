using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Numbers;

/// <summary>The counting example in the catalog.</summary>
sealed class CountingEntry() : TaskEntry("counting", "See 1, say 2, then 3: a lecture's worked example of two steps.", TaskJson.Default.CountingOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) => new CountingTask<T>(setting);
}
