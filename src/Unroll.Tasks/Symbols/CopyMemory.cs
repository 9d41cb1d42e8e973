using System;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of copying. Lengths follow from the delay: those of the shared options only bound which delays are drawn and tested.</summary>
public sealed record CopyOptions : SymbolOptions
{
    /// <summary>Symbols to be copied. 1 to 1,000.</summary>
    [Description("Symbols to be copied."), Range(1, 1000)]
    public int Items { get; set; } = 10;

    /// <summary>How many different symbols there are to copy. 2 to 1,000.</summary>
    [Description("How many different symbols there are to copy."), Range(2, 1000)]
    public int Alphabet { get; set; } = 8;
}

/// <summary>Copying in the catalog.</summary>
sealed class CopyEntry() : SymbolEntry<CopyOptions>("copy", "Symbols to be said again after a delay (Hochreiter and Schmidhuber 1997; Arjovsky, Shah and Bengio 2016).", TaskJson.Default.CopyOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(CopyOptions options) => new CopyMemory(options.Items, options.Alphabet);
}

/// <summary>
/// The items (symbols 1 on), then blanks (0), a sign to begin (the last symbol) and blanks while the items are said. A sequence of length L has a delay of L − 2 · items steps between the last item and the first answer.
/// The answer is the blank until the sign, and the items from it on.
/// </summary>
sealed class CopyMemory(int items, int alphabet) : ISymbolRule
{
    /// <inheritdoc/>
    public int Symbols => alphabet + 2;

    /// <inheritdoc/>
    public int Classes => alphabet + 1;

    /// <inheritdoc/>
    public int Fit(int length) => Math.Max(length, 2 * items);

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        symbols.Clear();
        targets.Clear();
        symbols[^items] = alphabet + 1;
        for (var i = 0; i < items; i++)
            symbols[i] = targets[^(items - i)] = 1 + random.NextInt32(alphabet);
    }
}
