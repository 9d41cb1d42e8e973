using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Unroll.Training;

namespace Unroll.Tasks.Symbols;

/// <summary>A task over sequences of symbols in the catalog: its options, and the rule that they make.</summary>
abstract class SymbolEntry<TOptions>(string name, string description, JsonTypeInfo<TOptions> reader) : TaskEntry(name, description, reader)
    where TOptions : SymbolOptions, new()
{
    /// <summary>The rule of checked options.</summary>
    /// <exception cref="TaskOptionsException">They do not fit together.</exception>
    public abstract ISymbolRule RuleOf(TOptions options);

    /// <inheritdoc/>
    public sealed override ITask<T> Create<T>(JsonElement options, TaskSetting setting)
    {
        var given = options.Deserialize(reader) ?? new TOptions();
        return new SymbolTask<T>(Name, given, RuleOf(given), setting);
    }
}
