using System;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of Dyck words.</summary>
public sealed record DyckOptions : SymbolOptions
{
    /// <summary>Kinds of brackets. 1 to 100.</summary>
    [Description("Kinds of brackets."), Range(1, 100)]
    public int Kinds { get; set; } = 2;

    /// <summary>Brackets open at once, at most. 1 to 1,000.</summary>
    [Description("Brackets open at once, at most."), Range(1, 1000)]
    public int Depth { get; set; } = 3;
}

/// <summary>Dyck words in the catalog.</summary>
sealed class DyckEntry() : SymbolEntry<DyckOptions>("dyck", "After each bracket: which bracket may be closed next (Dyck words of bounded depth, Hewitt et al. 2020).", TaskJson.Default.DyckOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(DyckOptions options) => new Dyck(options.Kinds, options.Depth);
}

/// <summary>
/// Beginnings of Dyck words. Symbol k opens and symbol kinds + k closes bracket k. The answer is 0 where nothing is open, else 1 + the kind that was opened last:
/// together with "another may be opened unless the depth is reached" that is the set of symbols that may come next. With room below and above, opening and closing are equally likely.
/// </summary>
sealed class Dyck(int kinds, int depth) : ISymbolRule
{
    /// <inheritdoc/>
    public int Symbols => 2 * kinds;

    /// <inheritdoc/>
    public int Classes => kinds + 1;

    /// <inheritdoc/>
    public int Fit(int length) => length;

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        Span<int> open = stackalloc int[depth];
        var count = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            var opens = random.NextInt32(2) == 0;
            var kind = random.NextInt32(kinds);
            if (count == 0 || (opens && count < depth))
                open[count++] = symbols[i] = kind;
            else
                symbols[i] = kinds + open[--count];
            targets[i] = count == 0 ? 0 : 1 + open[count - 1];
        }
    }
}
