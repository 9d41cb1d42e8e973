using System;
using System.Numerics;
using Unroll.Numerics.Shapes;
using Unroll.Tasks.Grammar;

namespace Unroll.Tasks.Vectors;

/// <summary>Counts how well outputs foresee strings of a Reber grammar.</summary>
sealed class ReberCount
{
    /// <summary>How many counts there are.</summary>
    public const int Numbers = 5;

    /// <summary>Steps looked at.</summary>
    public int Steps { get; private set; }

    /// <summary>Steps at which the possible next letters are the most active outputs.</summary>
    public int Letters { get; private set; }

    /// <summary>Strings of which that is so at every step.</summary>
    public int Strings { get; private set; }

    /// <summary>Strings whose last letter but one is foreseen: in the embedded grammar, that which stands second too.</summary>
    public int Held { get; private set; }

    /// <summary>Steps at which the outputs, read with ties, are the vector of the letter that came.</summary>
    public int ReadWithTies { get; private set; }

    /// <summary>The counts of several, one behind the other, together.</summary>
    public static ReberCount Sum(ReadOnlySpan<double> counts)
    {
        var sum = new ReberCount();
        for (; counts.Length > 0; counts = counts[Numbers..])
        {
            sum.Steps += (int)counts[0];
            sum.Letters += (int)counts[1];
            sum.Strings += (int)counts[2];
            sum.Held += (int)counts[3];
            sum.ReadWithTies += (int)counts[4];
        }
        return sum;
    }

    /// <summary>Writes the counts.</summary>
    public void CopyTo(Span<double> counts) => (counts[0], counts[1], counts[2], counts[3], counts[4]) = (Steps, Letters, Strings, Held, ReadWithTies);

    /// <summary>Looks at a string.</summary>
    /// <param name="grammar">Its grammar.</param>
    /// <param name="outputs">What the network wrote, <c>[steps, rows, letters]</c>; the string's steps come first.</param>
    /// <param name="wanted">What was wanted, likewise.</param>
    /// <param name="row">The string's row.</param>
    /// <param name="symbols">The string.</param>
    public void Add<T>(ReberGrammar grammar, Sequence<T> outputs, Sequence<T> wanted, int row, ReadOnlySpan<int> symbols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (state, whole) = (0, true);
        for (var step = 0; step < symbols.Length - 1; step++)
        {
            state = grammar.Next(state, symbols[step]);
            var isRight = ReberJudge<T>.AreMostActive(outputs[step, row], grammar.LegalAfter(state));
            whole &= isRight;
            Steps++;
            Letters += isRight ? 1 : 0;
            Held += isRight && step == symbols.Length - 3 ? 1 : 0;
            ReadWithTies += VectorReading.Ties.IsRight<T>(outputs[step, row], wanted[step, row]) ? 1 : 0;
        }
        Strings += whole ? 1 : 0;
    }
}
