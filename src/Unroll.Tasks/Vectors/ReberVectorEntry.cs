using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Vectors;

/// <summary>The Reber grammar in vectors, in the catalog.</summary>
sealed class ReberVectorEntry() : TaskEntry("reber-vectors", "The Reber grammar, plain or embedded, as one-hot vectors; the next letter's vector is wanted.", TaskJson.Default.ReberVectorOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) =>
        new ReberVectorTask<T>(options.Deserialize(TaskJson.Default.ReberVectorOptions) ?? new ReberVectorOptions(), setting);
}
