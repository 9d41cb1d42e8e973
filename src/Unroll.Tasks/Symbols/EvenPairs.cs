using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of even pairs.</summary>
public sealed record EvenPairsOptions : AnsweringOptions;

/// <summary>Even pairs in the catalog.</summary>
sealed class EvenPairsEntry() : SymbolEntry<EvenPairsOptions>("even-pairs", "Whether a bit string has an even number of places where the bit changes (Delétang et al. 2023).", TaskJson.Default.EvenPairsOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(EvenPairsOptions options) => new EvenPairs();
}

/// <summary>Bits; the answer is 1 where 01 and 10 together occur an even number of times, which is where the first bit is the last.</summary>
sealed class EvenPairs : ISymbolRule
{
    /// <inheritdoc/>
    public int Symbols => 2;

    /// <inheritdoc/>
    public int Classes => 2;

    /// <inheritdoc/>
    public int Fit(int length) => length;

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        for (var i = 0; i < symbols.Length; i++)
        {
            symbols[i] = random.NextInt32(2);
            targets[i] = symbols[i] == symbols[0] ? 1 : 0;
        }
    }
}
