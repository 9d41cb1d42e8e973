using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Numbers;

/// <summary>The adding problem in the catalog.</summary>
sealed class AddingEntry() : TaskEntry("adding", "The sum of two marked numbers in a long sequence (Hochreiter and Schmidhuber 1997).", TaskJson.Default.AddingOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) =>
        new AddingTask<T>(options.Deserialize(TaskJson.Default.AddingOptions) ?? new AddingOptions(), setting);
}
