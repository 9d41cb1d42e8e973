using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;

namespace Unroll.Golden;

/// <summary>Rung 4: outputs, final states, losses and every gradient as PyTorch computed them, in float and double, on both walks.</summary>
public sealed class GoldenTests
{
    [SkippableTheory, MemberData(nameof(GoldenFolders.Networks), MemberType = typeof(GoldenFolders))]
    public void Network_OnEveryCase_GivesWhatPyTorchGives(string name)
    {
        var golden = new GoldenCase(name);
        if (NotYet.ReasonFor(golden) is { } reason)
        {
            Assert.False(GoldenFolders.IsGiven(name), $"{golden} ({golden.Kind}) cannot be run: {reason}.");
            Skip.If(true, $"Not yet: {reason}.");
        }
        Check(golden);
    }

    static void Check(GoldenCase golden)
    {
        foreach (var walk in Enum.GetValues<Walk>())
        {
            Check<double>(golden, walk, golden.Tolerance);
            // Float results carry float's rounding however the case was stored; the set's tolerance for float32 is theirs too.
            Check<float>(golden, walk, 1e-5);
        }
    }

    static void Check<T>(GoldenCase golden, Walk walk, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var comparison = new Comparison($"{golden}, {typeof(T).Name}, {walk} walk", tolerance);
        switch (golden.Kind)
        {
            case "RNN_TANH": new StackCheck<T>(golden, "elman", walk, comparison).Run(); break;
            case "LSTM": new StackCheck<T>(golden, "lstm", walk, comparison).Run(); break;
            case "GRU": new StackCheck<T>(golden, "gru", walk, comparison).Run(); break;
            case "LM_RNN_TANH": new LanguageModelCheck<T>(golden, "elman", walk, comparison).Run(); break;
            case "LM_LSTM": new LanguageModelCheck<T>(golden, "lstm", walk, comparison).Run(); break;
            case "LM_GRU": new LanguageModelCheck<T>(golden, "gru", walk, comparison).Run(); break;
            default: Assert.Fail($"{golden} is of kind '{golden.Kind}', which no test knows; teach GoldenTests or put it into NotYet."); break;
        }
        Assert.True(comparison.Tensors >= 5, $"only {comparison.Tensors} tensors were compared");
    }
}
