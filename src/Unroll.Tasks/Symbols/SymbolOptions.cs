using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using Unroll.Tasks.Synthetic;

namespace Unroll.Tasks.Symbols;

/// <summary>Options that tasks over fresh sequences of symbols share: lengths to train on, lengths to test.</summary>
public abstract record SymbolOptions
{
    /// <summary>Shortest training sequence. 1 to 1,000,000.</summary>
    [Description("Symbols in the shortest training sequence."), Range(1, 1_000_000)]
    public int Shortest { get; set; } = 1;

    /// <summary>Longest training sequence; each length from the shortest on is equally likely, and all sequences of a batch are of one length. 1 to 1,000,000.</summary>
    [Description("Symbols in the longest training sequence; all sequences of a batch are of one length."), Range(1, 1_000_000)]
    public int Longest { get; set; } = 40;

    /// <summary>Test sets of fresh sequences, each of one length.</summary>
    [Description("Test sets of fresh sequences, each of one length.")]
    public IReadOnlyList<TestSetOptions> Tests { get; set; } =
    [
        new() { Name = "length40", Length = 40, Count = 500 },
        new() { Name = "length100", Length = 100, Count = 500 },
        new() { Name = "length200", Length = 200, Count = 500 },
        new() { Name = "length300", Length = 300, Count = 500 },
        new() { Name = "length400", Length = 400, Count = 500 },
        new() { Name = "length500", Length = 500, Count = 500 },
    ];

    /// <summary>Sets of fresh sequences by which a run may end, so that its test sets are measured once; null: of the test sets' lengths, at most 100 sequences of each.</summary>
    [Description("Sets of fresh sequences by which a run may end; left out: of the tests' lengths, at most 100 of each.")]
    public IReadOnlyList<TestSetOptions>? Validation { get; set; }

    /// <summary>The validation sets, given or not.</summary>
    internal IReadOnlyList<TestSetOptions> ValidationSets => Validation ?? [.. Tests.Select(test => test with { Count = Math.Min(test.Count, 100) })];

    /// <summary>Whether only the answer at a sequence's last step is wanted in training and test.</summary>
    internal virtual bool WantsLastAnswerOnly => false;

    internal void Validate()
    {
        if (Shortest > Longest)
            throw new TaskOptionsException($"shortest is {Shortest}; it must not be over longest, which is {Longest}.");
        RequireSets(Tests, "tests", "test");
        RequireSets(ValidationSets, "validation", "validation");
    }

    static void RequireSets(IReadOnlyList<TestSetOptions> sets, string key, string mean)
    {
        if (sets.Count == 0)
            throw new TaskOptionsException($"{key} is empty; give at least one set, for example {{ \"name\": \"{mean}\", \"length\": 100, \"count\": 500 }}.");
        var names = new HashSet<string>();
        foreach (var set in sets)
        {
            if (set.Name == mean ? sets.Count > 1 : !names.Add(set.Name))
                throw new TaskOptionsException($"{key} has the name '{set.Name}'{(set.Name == mean ? ", which is the mean over all of them" : " twice")}; give each set its own.");
        }
    }
}
