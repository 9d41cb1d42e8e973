using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>One kind of task: its name, the record its options are read into, and how it is made.</summary>
public abstract class TaskEntry
{
    private protected TaskEntry(string name, string description, JsonTypeInfo options)
    {
        Name = name;
        Description = description;
        Options = options;
    }

    /// <summary>The name recipes use.</summary>
    public string Name { get; }

    /// <summary>One line for people.</summary>
    public string Description { get; }

    /// <summary>The record of its options: keys, types, ranges, defaults.</summary>
    public JsonTypeInfo Options { get; }

    /// <summary>Makes the task.</summary>
    /// <param name="options">An object with the keys of <see cref="Options"/>, already checked against it.</param>
    /// <param name="setting">The training it serves.</param>
    /// <exception cref="TaskOptionsException">The options do not fit together, or need more memory than there is.</exception>
    public abstract ITask<T> Create<T>(JsonElement options, TaskSetting setting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
