using System;
using System.Linq;
using System.Numerics;
using Unroll.Golden.Engine;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;

namespace Unroll.Golden;

/// <summary>
/// The LSTM layer with diagonal peepholes as the status talk has it, whose backward pass crashed there and whose output gate came out as zeros: both walks, float and double, every lane width,
/// against its forward equations written out here and against every gradient of PyTorch.
/// </summary>
public sealed class PeepholeLayerTests
{
    const int Input = 0, Output = 1, Forget = 2, Candidate = 3;   // gates of the case; its peepholes are the first three

    [Theory]
    [InlineData(LaneWidth.Scalar)]
    [InlineData(LaneWidth.Bits128)]
    [InlineData(LaneWidth.Bits256)]
    [InlineData(LaneWidth.Bits512)]
    public void PeepholeLayer_OfTheStatusTalk_HasAnOutputGateThatIsNotZeroAndEveryGradientRightPeepholesIncluded(LaneWidth width)
    {
        var golden = new GoldenCase(System.IO.Path.Combine("torch", "lstm_peephole"));
        var (stack, wanted) = (TorchOnnxStack.Of(golden), TorchOnnxStack.Wanted(golden));
        var (gates, memories) = OutputGates(stack);
        RequireGradientsThatSaySomething(wanted);
        foreach (var walk in Enum.GetValues<Walk>())
        {
            Check<double>(walk, width, stack, wanted, gates, memories, golden.Tolerance);
            Check<float>(walk, width, stack, wanted, gates, memories, 1e-5);
        }
    }

    static void Check<T>(Walk walk, LaneWidth width, StackCase stack, StackResult wanted, double[] gates, double[] memories, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var found = new StackRun<T>(stack with { Options = stack.Options with { Width = width } }, walk).Run();
        var comparison = new Comparison($"{typeof(T).Name}, {walk} walk, {width}", tolerance);
        wanted.Require(found, comparison);
        comparison.Require("output gate times tanh of the memory", gates.Zip(memories, (o, c) => o * Math.Tanh(c)).ToArray(), found.Outputs);
        comparison.Require("memory after the last step", memories.AsSpan(memories.Length - found.Final[1].Length), found.Final[1]);
        // h = o ∘ tanh(c): what the layer's own output says about its gate.
        Assert.All(found.Outputs.Zip(memories), one => Assert.InRange(one.First / Math.Tanh(one.Second), 0.05, 0.95));
    }

    // A gradient of zeros would be right for an output gate of zeros too.
    static void RequireGradientsThatSaySomething(StackResult wanted)
    {
        var gradients = wanted.Gradients[0][0];
        foreach (var vector in (double[][])[gradients.Input, gradients.Recurrent, gradients.InputBias!, gradients.StateBias!, gradients.Peepholes!, wanted.InputGradient, .. wanted.InitialGradients.Select(one => one!)])
            Assert.DoesNotContain(0.0, vector);
    }

    // o(t) and c(t) by the equations of the talk, [T, B, H].
    static (double[] Gates, double[] Memories) OutputGates(StackCase stack)
    {
        var (layer, units, rows) = (stack.Layers[0][0], stack.Hidden, stack.Batch);
        var inputs = stack.Input.Length / stack.Steps / rows;
        double[] h = [.. stack.Initial[0]!], c = [.. stack.Initial[1]!];
        var (gates, memories) = (new double[stack.Steps * h.Length], new double[stack.Steps * h.Length]);
        for (var t = 0; t < stack.Steps; t++)
        {
            var before = (double[])h.Clone();
            for (var i = 0; i < h.Length; i++)
            {
                var (row, unit) = (i / units, i % units);
                double Sum(int gate) => layer.InputBias![gate * units + unit] + layer.StateBias![gate * units + unit]
                    + Enumerable.Range(0, inputs).Sum(x => layer.Input[(gate * units + unit) * inputs + x] * stack.Input[(t * rows + row) * inputs + x])
                    + Enumerable.Range(0, units).Sum(k => layer.Recurrent[(gate * units + unit) * units + k] * before[row * units + k]);
                double Peephole(int gate) => layer.Peepholes![gate * units + unit] * c[i];
                var (write, keep) = (Sigmoid(Sum(Input) + Peephole(Input)), Sigmoid(Sum(Forget) + Peephole(Forget)));
                c[i] = keep * c[i] + write * Math.Tanh(Sum(Candidate));
                var open = Sigmoid(Sum(Output) + Peephole(Output));
                h[i] = open * Math.Tanh(c[i]);
                (gates[t * h.Length + i], memories[t * h.Length + i]) = (open, c[i]);
            }
        }
        return (gates, memories);
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
