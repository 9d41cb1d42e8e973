using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.TimeSeries;

/// <summary>Classification of series in the catalog.</summary>
sealed class SeriesEntry() : TaskEntry("time-series", "One label for each series of a .ts file: any number of channels, any lengths.", TaskJson.Default.SeriesOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting) =>
        new SeriesTask<T>(SeriesData.Read(options.Deserialize(TaskJson.Default.SeriesOptions) ?? new SeriesOptions()), setting);
}
