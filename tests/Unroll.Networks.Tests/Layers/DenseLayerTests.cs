using System;
using System.Linq;
using MathNet.Numerics.LinearAlgebra;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Layers;

/// <summary>The dense layer against another library's matrices and against differences; its bits across widths and threads.</summary>
public sealed class DenseLayerTests
{
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 1, 1, 1 }, { 100, 2, 50, 32 }, { 3, 65, 2, 5 }, { 17, 16, 4, 3 }, { 40, 130, 3, 7 }, { 9, 5, 1, 64 }, { 8, 3, 40, 16 },
    };

    // Sums of at most 640 terms of size 1: rounding stays under 640 · 2^-53 = 7e-14 times their size.
    const double Tolerance = 1e-12;

    [Theory, MemberData(nameof(Shapes))]
    public void Passes_OfAnyShape_AreAnotherLibrarysProducts(int inputs, int outputs, int steps, int batch)
    {
        var run = new Run(inputs, outputs, steps, batch, LaneWidths.Widest, 1);
        var rows = Matrix<double>.Build;
        var x = rows.DenseOfRowMajor(steps * batch, inputs, run.Inputs.All.ToArray());
        var dy = rows.DenseOfRowMajor(steps * batch, outputs, run.OutputGradients.All.ToArray());
        var values = run.Network.Parameters.Values.ToArray();
        var w = rows.DenseOfRowMajor(inputs, outputs, values[..(inputs * outputs)]);
        var bias = values[(inputs * outputs)..];
        RequireNear((x * w).MapIndexed((_, column, sum) => sum + bias[column]), run.Outputs);
        RequireNear(x.Transpose() * dy, run.Network.Parameters.Gradients[..(inputs * outputs)].ToArray());
        RequireNear(dy.ColumnSums().ToRowMatrix(), run.Network.Parameters.Gradients[(inputs * outputs)..].ToArray());
        RequireNear(dy * w.Transpose(), run.InputGradients.All.ToArray());
    }

    static void RequireNear(Matrix<double> wanted, double[] found)
    {
        var numbers = wanted.ToRowMajorArray();
        Assert.Equal(numbers.Length, found.Length);
        for (var i = 0; i < numbers.Length; i++)
            Assert.InRange(Math.Abs(found[i] - numbers[i]) / (1 + Math.Abs(numbers[i])), 0, Tolerance);
    }

    [Fact]
    public void Gradients_OfEveryNumber_AreDifferences()
    {
        var run = new Run(4, 3, 2, 3, LaneWidths.Widest, 1);
        var (weights, inputs) = (run.Network.Parameters.Gradients.ToArray(), run.InputGradients.All.ToArray());
        for (var i = 0; i < weights.Length; i++)
            Assert.Equal(run.Difference(run.Network.Parameters.Values, i), weights[i], 1e-8);
        for (var i = 0; i < inputs.Length; i++)
            Assert.Equal(run.Difference(run.Inputs.All, i), inputs[i], 1e-8);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Results_AtEveryWidthAndNumberOfThreads_HaveTheSameBits(int inputs, int outputs, int steps, int batch)
    {
        var wanted = new Run(inputs, outputs, steps, batch, LaneWidth.Scalar, 1).Everything;
        foreach (var width in Enum.GetValues<LaneWidth>())
        {
            foreach (var threads in (int[])[1, 2, 3, 7])
                Assert.True(wanted.SequenceEqual(new Run(inputs, outputs, steps, batch, width, threads).Everything), $"{width}, {threads} threads");
        }
    }

    sealed class Run
    {
        readonly Trace<double> _trace;
        readonly int _steps, _batch;

        public Run(int inputs, int outputs, int steps, int batch, LaneWidth width, int threads)
        {
            (_steps, _batch) = (steps, batch);
            var plan = new ParameterPlan();
            Network = new Network<double>(plan, new DenseLayer<double>(plan, "out", inputs, outputs, new DenseOptions { Width = width, Bias = new Uniform(-1, 1) }));
            Network.Initialize(new RandomStream(3));
            using var team = new WorkerTeam(threads);
            _trace = Network.CreateTrace(steps + 1, batch + 2, TraceMode.Training, team, inputGradients: true);
            Inputs = PinnedNumbers<double>.Normal(steps * batch * inputs, 4);
            OutputGradients = PinnedNumbers<double>.Normal(steps * batch * outputs, 5);
            InputGradients = new PinnedNumbers<double>(steps * batch * inputs);
            Forward();
            for (var row = 0; row < steps * batch; row++)
                OutputGradients.All.Slice(row * outputs, outputs).CopyTo(_trace.OutputGradients[row / batch, row % batch]);
            Network.Backward(_trace, InputGradients.As(steps, batch, inputs));
            Outputs = ReadOutputs();
            Everything = [.. Outputs, .. Network.Parameters.Gradients, .. InputGradients.All];
        }

        public Network<double> Network { get; }

        public PinnedNumbers<double> Inputs { get; }

        public PinnedNumbers<double> OutputGradients { get; }

        public PinnedNumbers<double> InputGradients { get; }

        public double[] Outputs { get; }

        public double[] Everything { get; }

        void Forward() => Network.Forward(new LayerInput<double>(Inputs.As(_steps, _batch, Network.InputWidth)), _trace);

        double[] ReadOutputs() => [.. Enumerable.Range(0, _steps * _batch).SelectMany(row => _trace.Outputs[row / _batch, row % _batch].ToArray())];

        double Loss()
        {
            Network.Parameters.MarkChanged();
            Forward();
            return ReadOutputs().Zip(OutputGradients.All.ToArray(), (output, gradient) => output * gradient).Sum();
        }

        // The loss is linear in every single number, so a central difference has no error but rounding: some 1e-15 / 1e-4.
        public double Difference(Span<double> values, int index)
        {
            const double Step = 1e-4;
            var value = values[index];
            values[index] = value + Step;
            var above = Loss();
            values[index] = value - Step;
            var below = Loss();
            values[index] = value;
            return (above - below) / (2 * Step);
        }
    }
}
