using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Streams;

/// <summary>Binary lags in the catalog.</summary>
sealed class BinaryLagsEntry() : TaskEntry("binary-lags", "A coin whose odds depend on what came 3 and 8 steps before, with known entropies.", TaskJson.Default.BinaryLagsOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) =>
        new BinaryLagsTask<T>(options.Deserialize(TaskJson.Default.BinaryLagsOptions) ?? new BinaryLagsOptions(), setting);
}
