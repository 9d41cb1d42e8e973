using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Synthetic;

/// <summary>Options of the parity task: which bit strings, how they are read, how they are tested.</summary>
public sealed record ParityOptions
{
    /// <summary><c>fixed</c>: strings of one length; <c>variable</c>: each length from 1 to <see cref="Length"/> equally likely; <c>curriculum</c>: fresh strings without end, longer as they are learnt.</summary>
    [Description("fixed: strings of one length; variable: lengths from 1 up; curriculum: fresh strings without end, longer as they are learnt."), AllowedValues("curriculum", "fixed", "variable")]
    public string Mode { get; set; } = "fixed";

    /// <summary><c>inclusive</c>: the target at a position counts its own bit; <c>exclusive</c>: only the bits before it.</summary>
    [Description("Whether the target at a position counts its own bit (inclusive) or only those before it (exclusive)."), AllowedValues("exclusive", "inclusive")]
    public string Reading { get; set; } = "inclusive";

    /// <summary>Fixed and variable: strings in all. 1 to 1,000,000,000.</summary>
    [Description("fixed, variable: strings in all."), Range(1, 1_000_000_000)]
    public int Count { get; set; } = 100_000;

    /// <summary>Fixed and variable: the first so many strings train, the rest test.</summary>
    [Description("fixed, variable: the first so many strings train, the rest test."), Range(1, 1_000_000_000)]
    public int TrainCount { get; set; } = 80_000;

    /// <summary>Fixed and variable: the last so many of the training strings do not train but are measured as <c>validation</c>, for choices that must not see the test strings. Default none.</summary>
    [Description("fixed, variable: the last so many of the training strings do not train but are measured as 'validation' (default none)."), Range(1, 1_000_000_000)]
    public int? ValidationCount { get; set; }

    /// <summary>Fixed: bits in each string; variable: the longest. 1 to 10,000,000.</summary>
    [Description("fixed: bits in each string; variable: the longest."), Range(1, 10_000_000)]
    public int Length { get; set; } = 50;

    /// <summary>Fixed and variable: whether each epoch draws its batches and their order anew.</summary>
    [Description("fixed, variable: whether each epoch draws its batches and their order anew.")]
    public bool Shuffle { get; set; } = true;

    /// <summary>Curriculum: its stages.</summary>
    [Description("curriculum: its stages.")]
    public CurriculumOptions? Curriculum { get; set; }

    /// <summary>Test sets of fresh strings. In fixed and variable mode they come beside <c>test</c>, the part of the strings that does not train.</summary>
    [Description("Test sets of fresh strings; in fixed and variable mode beside 'test', the part of the strings that does not train.")]
    public IReadOnlyList<TestSetOptions> Tests { get; set; } = [];

    internal void Validate()
    {
        var split = Mode != "curriculum";
        if (split && TrainCount >= Count)
            throw new TaskOptionsException($"trainCount is {TrainCount}; it must be under count, which is {Count}, so that strings are left to test.");
        if (ValidationCount is { } validation && (!split || validation >= TrainCount))
            throw new TaskOptionsException(split
                ? $"validationCount is {validation}; it must be under trainCount, which is {TrainCount}, so that strings are left to train."
                : "validationCount is not used by mode 'curriculum'; name a test set 'validation' instead.");
        if (split && Curriculum is not null)
            throw new TaskOptionsException($"curriculum is not used by mode '{Mode}'; leave it out or set mode to 'curriculum'.");
        if (!split && Tests.Count == 0)
            throw new TaskOptionsException("tests is empty; in mode 'curriculum' it needs at least one test set, for example { \"name\": \"test\", \"length\": 50, \"count\": 1000 }.");
        (Curriculum ?? new()).Validate();
        ValidateTestNames(split);
    }

    void ValidateTestNames(bool split)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (split)
            names.Add("test");
        if (ValidationCount is not null)
            names.Add("validation");
        foreach (var test in Tests)
        {
            if (!names.Add(test.Name))
                throw new TaskOptionsException($"tests has the name '{test.Name}' twice{(split && test.Name is "test" or "validation" ? " ('test' and 'validation' are parts of the strings that do not train)" : "")}; give each test set its own.");
        }
    }
}
