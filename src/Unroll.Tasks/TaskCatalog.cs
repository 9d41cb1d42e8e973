using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Tasks.Grammar;
using Unroll.Tasks.Numbers;
using Unroll.Tasks.Streams;
using Unroll.Tasks.Symbols;
using Unroll.Tasks.Synthetic;
using Unroll.Tasks.Text;
using Unroll.Tasks.TimeSeries;
using Unroll.Tasks.Vectors;

namespace Unroll.Tasks;

/// <summary>All tasks by name: an explicit table, so that nothing is found by reflection.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks, in alphabetical order.</summary>
    public static IReadOnlyList<TaskEntry> Entries { get; } =
    [
        new CountedPairEntry(),
        new AddingEntry(),
        new BinaryLagsEntry(),
        new CopyEntry(),
        new CountingEntry(),
        new CycleNavigationEntry(),
        new DyckEntry(),
        new EvenPairsEntry(),
        new ModularArithmeticEntry(),
        new NumberCycleEntry(),
        new ParityEntry(),
        new ReberEntry(),
        new ReberVectorEntry(),
        new TemporalOrderEntry(),
        new TextEntry(),
        new SeriesEntry(),
    ];

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The task of a name; null where there is none.</summary>
    public static TaskEntry? Find(string name) => Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
}
