using System;
using System.Linq;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Tests.Layers;

/// <summary>One vector made a sequence.</summary>
public sealed class RepeatLayerTests
{
    [Theory]
    [InlineData(RepeatKind.Same)]
    [InlineData(RepeatKind.ThenZeros)]
    public void Passes_OverAStep_AreWhatIsWrittenOut(RepeatKind kind)
    {
        var run = new LayerRun(LayerCases.Find($"repeat, {kind}")).Pass();
        var width = run.Network.InputWidth;
        Assert.Equal((4, run.Batch), (run.Trace.Outputs.Steps, run.Trace.Outputs.Batch));
        for (var row = 0; row < run.Batch; row++)
        {
            for (var t = 0; t < 4; t++)
                Assert.Equal(t == 0 || kind == RepeatKind.Same ? run.Input(row) : new double[width], run.Output(t * run.Batch + row));
            for (var i = 0; i < width; i++)
            {
                var gradients = Enumerable.Range(0, kind == RepeatKind.Same ? 4 : 1).Select(t => run.OutputGradients[(t * run.Batch + row) * width + i]);
                Assert.Equal(gradients.Sum(), run.InputGradients.All[row * width + i], 1e-14);
            }
        }
    }

    [Fact]
    public void Forward_OfManySteps_SaysWhichLayerAndWhatToDo()
    {
        var run = new LayerRun(new LayerCase("wrong", 3, (plan, _) => [new DenseLayer<double>(plan, "a", 3, 2), new RepeatLayer<double>(2, 4)]) { OutputSteps = 4 });
        Assert.StartsWith("Layer 1 (RepeatLayer) was given 5 steps and reads one step of every row; put a PoolLayer before it.", Assert.Throws<ArgumentException>(run.Forward).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateTrace_OfMoreRowsThanThereCanBe_SaysWhichLayer()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RepeatLayer<float>(1, 1_000_000));
        var error = Assert.Throws<InsufficientMemoryException>(() => network.CreateTrace(1, 10_000, TraceMode.Inference, Numerics.Threading.WorkerTeam.Single));
        Assert.StartsWith("Layer 0 (RepeatLayer) writes 1,000,000 steps of 10,000 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_WithNonsense_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatLayer<float>(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatLayer<float>(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatLayer<float>(1, 1, (RepeatKind)9));
    }
}
