using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Training;

namespace Unroll.Tasks.Symbols;

/// <summary>Draws one sequence into a row of a batch.</summary>
static class SymbolRow
{
    /// <summary>Room in a random stream for one sequence: a rule that draws more would only share numbers with the next row.</summary>
    public static ulong MostNumbers(int steps) => 8 * (ulong)steps + 64;

    /// <summary>Memory to draw sequences of up to so many steps in.</summary>
    public static int[] CreateMemory(int steps) => new int[2 * steps];

    /// <summary>Draws a sequence as long as the batch.</summary>
    /// <param name="batch">Shaped.</param>
    /// <param name="row">Row of the batch.</param>
    /// <param name="rule">What is drawn.</param>
    /// <param name="lastAnswerOnly">Whether no answer is wanted before the last step.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="memory">Of <see cref="CreateMemory"/>, for as many steps or more; overwritten.</param>
    public static void Draw<T>(Batch<T> batch, int row, ISymbolRule rule, bool lastAnswerOnly, RandomStream random, Span<int> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = batch.Steps;
        var symbols = memory[..steps];
        var targets = memory[steps..(2 * steps)];
        rule.Draw(random, symbols, targets);
        var (symbolPlaces, targetPlaces) = (batch.Symbols, batch.Targets);
        for (var step = 0; step < steps; step++)
        {
            symbolPlaces[step, row][0] = symbols[step];
            targetPlaces[step, row][0] = lastAnswerOnly && step < steps - 1 ? -1 : targets[step];
        }
    }
}
