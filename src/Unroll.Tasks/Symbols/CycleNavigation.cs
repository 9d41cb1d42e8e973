using System;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of cycle navigation.</summary>
public sealed record CycleNavigationOptions : AnsweringOptions
{
    /// <summary>Places on the cycle. 2 to 1,000.</summary>
    [Description("Places on the cycle."), Range(2, 1000)]
    public int Places { get; set; } = 5;
}

/// <summary>Cycle navigation in the catalog.</summary>
sealed class CycleNavigationEntry() : SymbolEntry<CycleNavigationOptions>("cycle-navigation", "Where on a cycle one ends after steps of 0, +1 and -1 (Delétang et al. 2023).", TaskJson.Default.CycleNavigationOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(CycleNavigationOptions options) => new CycleNavigation(options.Places);
}

/// <summary>Symbols 0, 1, 2 stay, go on and go back; the answer is the place, from place 0.</summary>
sealed class CycleNavigation(int places) : ISymbolRule
{
    /// <inheritdoc/>
    public int Symbols => 3;

    /// <inheritdoc/>
    public int Classes => places;

    /// <inheritdoc/>
    public int Fit(int length) => length;

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        var place = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            symbols[i] = random.NextInt32(3);
            place = (place + (symbols[i] == 2 ? places - 1 : symbols[i])) % places;
            targets[i] = place;
        }
    }
}
