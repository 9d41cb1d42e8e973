using System.Text.Json;
using Unroll.Training;

namespace Unroll.Tasks.Text;

/// <summary>Language models of text in the catalog.</summary>
sealed class TextEntry() : TaskEntry("text", "A language model of a text file or folder: the next character, byte or byte pair.", TaskJson.Default.TextOptions)
{
    /// <inheritdoc/>
    public override ITask<T> Create<T>(JsonElement options, TaskSetting setting)
    {
        var read = options.Deserialize(TaskJson.Default.TextOptions) ?? new TextOptions();
        return new TextTask<T>(Corpus.Read(read, setting.Progress), read, setting);
    }
}
