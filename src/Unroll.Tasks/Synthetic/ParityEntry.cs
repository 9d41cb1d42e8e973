using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Synthetic;

/// <summary>Parity in the catalog.</summary>
sealed class ParityEntry() : TaskEntry("parity", "Parity of a bit string at every position.", TaskJson.Default.ParityOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting)
    {
        var parity = options.Deserialize(TaskJson.Default.ParityOptions) ?? new ParityOptions();
        return parity.Mode == "curriculum" ? new ParityCurriculumTask<T>(parity, setting) : new ParityTask<T>(parity, setting);
    }

    internal static ParityReading ReadingOf(ParityOptions options) => options.Reading == "exclusive" ? ParityReading.Exclusive : ParityReading.Inclusive;
}
