using System;
using System.Linq;
using Unroll.Tasks.Grammar;
using Unroll.Tasks.Vectors;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Vectors;

public sealed class ReberCountTests
{
    static readonly ReberGrammar Grammar = ReberGrammar.CreateEmbedded();

    // What an oracle would write: all that may come alike, then whatever a test changes.
    static ReberCount Count(string text, Action<Batch<double>>? change = null)
    {
        var symbols = Grammar.Read(text, whole: true);
        var shape = new TaskShape(7, 7, symbols.Length - 1, 1, 0, InputIsSymbols: false, TargetWidth: 7);
        var (outputs, wanted) = (new Batch<double>(shape), new Batch<double>(shape));
        var state = 0;
        for (var step = 0; step < symbols.Length - 1; step++)
        {
            state = Grammar.Next(state, symbols[step]);
            for (var letter = 0; letter < 7; letter++)
                outputs.TargetValues[step, 0][letter] = Grammar.LegalAfter(state) >> letter & 1;
            wanted.TargetValues[step, 0].Clear();
            wanted.TargetValues[step, 0][symbols[step + 1]] = 1;
        }
        change?.Invoke(outputs);
        var count = new ReberCount();
        count.Add(Grammar, outputs.TargetValues, wanted.TargetValues, 0, symbols);
        return count;
    }

    [Fact]
    public void Add_OfWhatMayCome_IsRightThroughout()
    {
        var count = Count("BPBTXSEPE");
        Assert.Equal((8, 8, 1, 1), (count.Steps, count.Letters, count.Strings, count.Held));
        // With ties two possible letters are read as two ones, and one came: B|T or P, then B|… only steps with one possible letter are read right.
        Assert.Equal(4, count.ReadWithTies);
    }

    [Fact]
    public void Add_WithTheWrongLetterHeld_MissesThatStepAndTheString()
    {
        var count = Count("BPBTXSEPE", outputs => outputs.TargetValues[6, 0][ReberGrammar.Letters.IndexOf('T', StringComparison.Ordinal)] = 2);
        Assert.Equal((8, 7, 0, 0), (count.Steps, count.Letters, count.Strings, count.Held));
    }

    [Fact]
    public void Add_WithAnotherStepWrong_HoldsTheLetterAllTheSame()
    {
        var count = Count("BPBTXSEPE", outputs => outputs.TargetValues[3, 0][0] = 1);   // B, as active as what may come
        Assert.Equal((8, 7, 0, 1), (count.Steps, count.Letters, count.Strings, count.Held));
    }
}
