using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Vectors;

/// <summary>Options of a count that goes round and round.</summary>
public sealed record NumberCycleOptions
{
    /// <summary>The number a round begins with. 0 to 1,048,574.</summary>
    [Description("The number a round begins with."), Range(0, 1_048_574)]
    public int First { get; set; } = 1;

    /// <summary>The number a round ends with; the first follows it. 1 to 1,048,575.</summary>
    [Description("The number a round ends with; the first follows it."), Range(1, 1_048_575)]
    public int Last { get; set; } = 9;

    /// <summary>Bits of a vector. 1 to 20.</summary>
    [Description("Bits of a vector."), Range(1, 20)]
    public int Bits { get; set; } = 4;

    /// <summary>Rounds of the training sequence. 1 to 10,000.</summary>
    [Description("Rounds of the training sequence."), Range(1, 10_000)]
    public int Rounds { get; set; } = 1;

    /// <summary>Rounds of the long test. 1 to 10,000.</summary>
    [Description("Rounds of the long test, without a new start."), Range(1, 10_000)]
    public int LongRounds { get; set; } = 10;

    /// <summary><c>count</c>: each number is followed by the next; <c>constant</c>: the first number at every step, and the same answers wanted, so that the count must come from within.</summary>
    [Description("count: the number before the one wanted; constant: the first number at every step."), AllowedValues("constant", "count")]
    public string Stimulus { get; set; } = "count";

    const int MostSteps = 10_000_000;

    internal int Period => Last - First + 1;

    void RequireSteps(string key, int rounds)
    {
        if ((long)rounds * Period > MostSteps)
            throw new TaskOptionsException($"{key} is {rounds}, which with {Period:N0} numbers each makes {(long)rounds * Period:N0} steps; at most {MostSteps:N0}: fewer rounds, or a smaller last.");
    }

    internal void Validate()
    {
        if (First >= Last)
            throw new TaskOptionsException($"first is {First}; it must be under last, which is {Last}.");
        if (Last >= 1 << Bits)
            throw new TaskOptionsException($"last is {Last}, which {Bits} bits do not hold; at most {(1 << Bits) - 1}, or set task.bits.");
        RequireSteps("rounds", Rounds);
        RequireSteps("longRounds", LongRounds);
    }
}
