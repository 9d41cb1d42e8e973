using System;
using System.Linq;
using Unroll.Golden.Onnx;

namespace Unroll.Golden.Reference;

/// <summary>The plain references give what the other systems gave: this pins the meaning of every case down, apart from what the engine can do.</summary>
public sealed class ReferenceTests
{
    [Theory, MemberData(nameof(GoldenFolders.Networks), MemberType = typeof(GoldenFolders))]
    public void TorchReference_OnEveryCase_GivesWhatPyTorchGives(string name)
    {
        var golden = new GoldenCase(name);
        var comparison = new Comparison(name, golden.Tolerance);
        var run = new TorchReference(golden);
        foreach (var (tensor, result) in run.Results)
            comparison.Require(tensor, golden.Numbers(tensor), result.Values);
        run.Loss.Differentiate();
        foreach (var tensor in golden.Tensors.Where(tensor => tensor.StartsWith("grad.", StringComparison.Ordinal)))
            comparison.Require(tensor, golden.Numbers(tensor), run.GradientOf(tensor["grad.".Length..]));
        Assert.Empty(golden.Unread);
    }

    [Theory, MemberData(nameof(GoldenFolders.Onnx), MemberType = typeof(GoldenFolders))]
    public void OnnxReference_OnEveryCase_GivesWhatTheOperatorGives(string name)
    {
        var golden = new OnnxCase(GoldenFolders.PathOf(name));
        var comparison = new Comparison(name, 1e-5);
        var run = new OnnxReference(golden.Operator, golden.Inputs);
        foreach (var (output, tensor) in golden.Outputs)
        {
            var found = output switch { "Y" => run.Y, "Y_h" => run.FinalH, _ => run.FinalC };
            Assert.Equal(tensor.Shape, found.Shape.Select(size => (long)size));
            comparison.Require(output, tensor.ToDoubles(), found.Values);
        }
        Assert.Equal(golden.Outputs.Count, comparison.Tensors);
    }
}
