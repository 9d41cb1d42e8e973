using System;
using System.Numerics;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Translation;

/// <summary>What a beam search goes forward on: rows that are stepped side by side and can be told to go on from one another.</summary>
interface IBeamSteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One step of the first rows, one symbol for each; the outputs <c>[1, rows or more, symbols]</c>.</summary>
    Sequence<T> Step(ReadOnlySpan<int> symbols);

    /// <summary>Row i goes on from what row <c>parents[i]</c> has come to.</summary>
    void Arrange(ReadOnlySpan<int> parents);
}
