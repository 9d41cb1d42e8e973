using System.Collections.Generic;
using System.Linq;
using Unroll.Golden.Onnx;
using Unroll.Golden.Reference;

namespace Unroll.Golden.Engine;

/// <summary>What is skipped stays in sight: its number only falls.</summary>
public sealed class NotYetTests
{
    /// <summary>Copied cases that may be skipped; lower it whenever the engine learns something, down to 0.</summary>
    const int MostSkipped = 0;

    [Fact]
    public void Copied_Cases_AreSkippedForTheReasonsThatAreLeft()
    {
        var skipped = Names(GoldenFolders.Networks).Select(name => (name, reason: ReasonFor(new GoldenCase(name))))
            .Concat(Names(GoldenFolders.Onnx).Select(name => (name, reason: ReasonFor(new OnnxCase(GoldenFolders.PathOf(name))))))
            .Where(one => one.reason is not null)
            .Select(one => $"{one.name}: {one.reason}")
            .ToList();
        Assert.True(skipped.Count <= MostSkipped, $"{skipped.Count} copied cases are skipped: {string.Join("; ", skipped)}");
    }

    static IEnumerable<string> Names(IEnumerable<object[]> cases) => cases.Select(row => (string)row[0]).Where(name => !GoldenFolders.IsGiven(name));

    static string? ReasonFor(GoldenCase golden) =>
        golden.Kind.StartsWith("LM_", System.StringComparison.Ordinal) ? NotYet.ReasonFor(TorchLayers.CellOf(TorchModule.Of(golden).Cell))
        : NotYet.ReasonFor(TorchOnnxLayout.IsOf(golden) ? TorchOnnxStack.Of(golden) : new TorchStackCase(golden).Stack);

    static string? ReasonFor(OnnxCase golden)
    {
        var run = new OnnxReference(golden.Operator, golden.Inputs);
        return NotYet.ReasonFor(OnnxStack.Of(golden.Operator, golden.Inputs, run.Y, [run.FinalH]));
    }
}
