using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of temporal order.</summary>
public sealed record TemporalOrderOptions : SymbolOptions
{
    internal override bool WantsLastAnswerOnly => true;
}

/// <summary>Temporal order in the catalog.</summary>
sealed class TemporalOrderEntry() : SymbolEntry<TemporalOrderOptions>("temporal-order", "In which order two signs came, among noise and long before the end (Hochreiter and Schmidhuber 1997, experiment 6a).", TaskJson.Default.TemporalOrderOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(TemporalOrderOptions options) => new TemporalOrder();
}

/// <summary>
/// A start, noise of four symbols, an end; X or Y (symbols 6 and 7) stands somewhere in the second tenth and again in the sixth. The answer at the end is 0 to 3: XX, XY, YX, YY.
/// </summary>
sealed class TemporalOrder : ISymbolRule
{
    const int Start = 4, End = 5, FirstSign = 6;

    /// <inheritdoc/>
    public int Symbols => 8;

    /// <inheritdoc/>
    public int Classes => 4;

    /// <inheritdoc/>
    public int Fit(int length) => Math.Max(10, length);

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        targets.Fill(-1);
        for (var i = 1; i < symbols.Length - 1; i++)
            symbols[i] = random.NextInt32(4);
        (symbols[0], symbols[^1]) = (Start, End);
        var tenth = symbols.Length / 10;
        var (first, second) = (random.NextInt32(2), random.NextInt32(2));
        symbols[tenth + random.NextInt32(tenth)] = FirstSign + first;
        symbols[5 * tenth + random.NextInt32(tenth)] = FirstSign + second;
        targets[^1] = 2 * first + second;
    }
}
