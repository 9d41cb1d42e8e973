using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;

namespace Unroll.Golden;

/// <summary>Rung 4: outputs, final states, losses and every gradient as PyTorch computed them, in float and double, on both walks.</summary>
public sealed class GoldenTests
{
    const string Nothing = "(none)";

    // A theory without data fails: where there are no cases one name stands for them and is skipped.
    public static TheoryData<string> PublicCases => Names(GoldenFolders.Public);

    public static TheoryData<string> GivenCases => Names(GoldenFolders.Given);

    static TheoryData<string> Names(string? folder) => [.. GoldenFolders.CasesOf(folder).DefaultIfEmpty(Nothing)];

    [SkippableTheory, MemberData(nameof(PublicCases))]
    public void Network_OnAPublicCase_GivesWhatPyTorchGives(string name)
    {
        Skip.If(name == Nothing, GoldenFolders.Absent);
        var golden = new GoldenCase(GoldenFolders.Public!, name);
        Skip.If(golden.Kind == "OPTIM", "Optimizers have tests of their own.");
        var reason = NotYet.ReasonFor(golden);
        Skip.If(reason is not null, $"Not yet: {reason}.");
        Check(golden);
    }

    [SkippableTheory, MemberData(nameof(GivenCases))]
    public void Network_OnAGivenCase_GivesWhatPyTorchGives(string name)
    {
        Skip.If(name == Nothing, GoldenFolders.NotGiven);
        var golden = new GoldenCase(GoldenFolders.Given!, name);
        Skip.If(golden.Kind == "OPTIM", "Optimizers have tests of their own.");
        var reason = NotYet.ReasonFor(golden);
        Assert.True(reason is null, $"{golden} ({golden.Kind}) cannot be run: {reason}.");
        Check(golden);
    }

    [SkippableFact]
    public void Public_Cases_AreChecked()
    {
        Skip.If(GoldenFolders.Public is null, GoldenFolders.Absent);
        // Of 31 public cases 4 are of optimizers; these are what the engine can do so far, and their number only grows.
        var checkedCases = GoldenFolders.CasesOf(GoldenFolders.Public).Select(name => new GoldenCase(GoldenFolders.Public, name))
            .Count(golden => golden.Kind != "OPTIM" && NotYet.ReasonFor(golden) is null);
        Assert.True(checkedCases >= 12, $"only {checkedCases} public cases are checked");
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
