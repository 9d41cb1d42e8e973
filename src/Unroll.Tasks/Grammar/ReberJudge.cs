using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll.Tasks.Grammar;

/// <summary>
/// Hochreiter and Schmidhuber's measure: a string is right when after each of its letters the outputs of the letters that may come next are the most active ones, all of them above all others; a tie is wrong.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class ReberJudge<T>(ReberGrammar grammar, SequenceDataset<T> strings)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int NumbersOfBatch = 4;   // those of a Count

    /// <summary>Most strings of one pass.</summary>
    public const int MostRows = 256;

    /// <summary>What one set came to: counts of strings that are right at every letter, of letters, and of strings whose closing letter is right (where embedded).</summary>
    public readonly record struct Count(int RightStrings, long RightLetters, long Letters, int RightClosings);

    /// <summary>Runs the network over the strings.</summary>
    public Count Measure(Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        var pass = new DatasetPass<T>(network, strings, team, new BatchingOptions { MostRows = MostRows, MostPadding = 0.5 });
        var numbers = share.Measure(pass.Count, NumbersOfBatch, (batch, ofBatch) =>
        {
            pass.Run(batch);
            var count = Judge(pass);
            (ofBatch[0], ofBatch[1], ofBatch[2], ofBatch[3]) = (count.RightStrings, count.RightLetters, count.Letters, count.RightClosings);
        });
        var sum = default(Count);
        for (var i = 0; i < numbers.Length; i += NumbersOfBatch)
            sum = new Count(sum.RightStrings + (int)numbers[i], sum.RightLetters + (long)numbers[i + 1], sum.Letters + (long)numbers[i + 2], sum.RightClosings + (int)numbers[i + 3]);
        return sum;
    }

    // The batch at hand.
    Count Judge(DatasetPass<T> pass)
    {
        var sum = default(Count);
        for (var row = 0; row < pass.Batch.Rows; row++)
        {
            var symbols = strings.Inputs.SymbolsOf(strings.NumberOf(pass.Sequences[row]));
            var (right, closes) = (0, false);
            var state = 0;
            for (var step = 0; step < symbols.Length; step++)
            {
                state = grammar.Next(state, symbols[step]);
                var isRight = AreMostActive(pass.Outputs[step, row], grammar.LegalAfter(state));
                right += isRight ? 1 : 0;
                closes |= isRight && step == symbols.Length - 2;   // the last input is the closing letter, the one before what it is predicted from
            }
            sum = new Count(sum.RightStrings + (right == symbols.Length ? 1 : 0), sum.RightLetters + right, sum.Letters + symbols.Length, sum.RightClosings + (closes ? 1 : 0));
        }
        return sum;
    }

    /// <summary>Whether every output of a symbol among <paramref name="legal"/> (bits) is above every other output.</summary>
    public static bool AreMostActive(ReadOnlySpan<T> outputs, int legal)
    {
        for (var one = 0; one < outputs.Length; one++)
        {
            for (var other = 0; other < outputs.Length; other++)
            {
                if ((legal >> one & 1) == 1 && (legal >> other & 1) == 0 && !(outputs[one] > outputs[other]))
                    return false;
            }
        }
        return true;
    }
}
