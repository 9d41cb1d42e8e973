using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Grammar;

/// <summary>The Reber grammar in the catalog.</summary>
sealed class ReberEntry() : TaskEntry("reber", "Which letters may come next in a string of the Reber grammar, plain or embedded (Hochreiter and Schmidhuber 1997, experiment 1).", TaskJson.Default.ReberOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) =>
        new ReberTask<T>(options.Deserialize(TaskJson.Default.ReberOptions) ?? new ReberOptions(), setting);
}
