namespace Unroll.Contracts.Mutation;

/// <summary>How one operation is done wrongly.</summary>
public enum Mutation
{
    /// <summary>+ for −, − for +, the opposite of a product or quotient, the addend taken away, twice what a function gave, minus twice what was read or stored.</summary>
    Wrong,

    /// <summary>The operation is left out: the left operand alone, the addend alone, the argument of a function, nothing read (0), nothing stored.</summary>
    Missing,

    /// <summary>The right operand alone; a product added without its left factor. Reads, functions and stores as in <see cref="Missing"/>.</summary>
    RightOnly,

    /// <summary>The result is NaN. Where not even this is noticed, nothing depends on the operation, and no mistake in it is one.</summary>
    Lost,
}
