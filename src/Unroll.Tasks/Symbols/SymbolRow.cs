using System;
using System.Buffers;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Training;

namespace Unroll.Tasks.Symbols;

/// <summary>Draws one sequence into a row of a batch.</summary>
static class SymbolRow
{
    /// <summary>Room in a random stream for one sequence: a rule that draws more would only share numbers with the next row.</summary>
    public static ulong MostNumbers(int steps) => 8 * (ulong)steps + 64;

    /// <summary>Draws a sequence as long as the batch.</summary>
    public static void Draw<T>(Batch<T> batch, int row, ISymbolRule rule, bool lastAnswerOnly, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = batch.Steps;
        var memory = ArrayPool<int>.Shared.Rent(2 * steps);
        var symbols = memory.AsSpan(0, steps);
        var targets = memory.AsSpan(steps, steps);
        rule.Draw(random, symbols, targets);
        var (symbolPlaces, targetPlaces) = (batch.Symbols, batch.Targets);
        for (var step = 0; step < steps; step++)
        {
            symbolPlaces[step, row][0] = symbols[step];
            targetPlaces[step, row][0] = lastAnswerOnly && step < steps - 1 ? -1 : targets[step];
        }
        ArrayPool<int>.Shared.Return(memory);
    }
}
