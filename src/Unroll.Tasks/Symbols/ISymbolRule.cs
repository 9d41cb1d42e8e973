using System;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Draws one sequence of symbols and what should be answered at each of its steps.</summary>
interface ISymbolRule
{
    /// <summary>Symbols, from 0 to one less.</summary>
    int Symbols { get; }

    /// <summary>Answers, from 0 to one less.</summary>
    int Classes { get; }

    /// <summary>The length to draw in place of one that was wished for: the largest that there is up to it, or the smallest there is.</summary>
    int Fit(int length);

    /// <summary>Writes a sequence as long as the spans, and the answer at each step; −1 where none is wanted.</summary>
    void Draw(RandomStream random, Span<int> symbols, Span<int> targets);
}
