using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
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

    /// <summary>Whether only the answer at a sequence's last step is wanted in training and test.</summary>
    internal virtual bool WantsLastAnswerOnly => false;

    internal void Validate()
    {
        if (Shortest > Longest)
            throw new TaskOptionsException($"shortest is {Shortest}; it must not be over longest, which is {Longest}.");
        if (Tests.Count == 0)
            throw new TaskOptionsException("tests is empty; give at least one test set, for example { \"name\": \"test\", \"length\": 100, \"count\": 500 }.");
        var names = new HashSet<string>();
        foreach (var test in Tests)
        {
            if (test.Name == "test" ? Tests.Count > 1 : !names.Add(test.Name))
                throw new TaskOptionsException($"tests has the name '{test.Name}'{(test.Name == "test" ? ", which is the mean over all of them" : " twice")}; give each test set its own.");
        }
    }
}
