using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of aⁿbⁿ.</summary>
public sealed record CountedPairOptions : SymbolOptions;

/// <summary>aⁿbⁿ in the catalog.</summary>
sealed class CountedPairEntry() : SymbolEntry<CountedPairOptions>("a-n-b-n", "What may come next in a string of n a's and n b's (Gers and Schmidhuber 2001).", TaskJson.Default.CountedPairOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(CountedPairOptions options) => new CountedPair();
}

/// <summary>n times a (symbol 0), n times b (symbol 1). The answer is what may come next: 0 for a or b, 1 for b alone, 2 for the end. Nothing is random but the length.</summary>
sealed class CountedPair : ISymbolRule
{
    /// <inheritdoc/>
    public int Symbols => 2;

    /// <inheritdoc/>
    public int Classes => 3;

    /// <inheritdoc/>
    public int Fit(int length) => Math.Max(2, length / 2 * 2);

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        for (var i = 0; i < symbols.Length; i++)
        {
            symbols[i] = i < symbols.Length / 2 ? 0 : 1;
            targets[i] = i == symbols.Length - 1 ? 2 : symbols[i];
        }
    }
}
