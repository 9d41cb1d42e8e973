using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training.Streams;

namespace Unroll.Training.Tests.Streams;

/// <summary>The gradients of all three kinds of truncation against references in which every step's loss has a graph of its own.</summary>
public sealed class TruncationTests
{
    const double Tolerance = 1e-11;

    public static TheoryData<int, int> LengthsAndStrides => new() { { 5, 5 }, { 4, 1 }, { 1, 1 }, { 6, 2 }, { 7, 3 }, { 3, 2 }, { 100, 100 }, { 100, 1 }, { 13, 4 } };

    public static TheoryData<string> Cells => [.. CellCatalog.Names];

    [Theory, MemberData(nameof(LengthsAndStrides))]
    public void Gradient_OfElman_IsTheWrittenOutOne(int length, int stride)
    {
        var network = Documents.NewNetwork("elman");
        var found = Documents.EpochGradient(network, new StreamOptions { Rows = 2, Length = length, Stride = stride });
        RequireSame(new ElmanReference(network, length, stride).Gradient(), found);
    }

    [Theory, MemberData(nameof(Cells))]
    public void Gradient_OfEveryCell_IsTheSumOfEachStepsOwn(string cell)
    {
        foreach (var (length, stride) in ((int, int)[])[(4, 1), (5, 5), (6, 2)])
        {
            var network = Documents.NewNetwork(cell, layers: 2);
            RequireSame(StepByStep(network, length, stride), Documents.EpochGradient(network, new StreamOptions { Rows = 2, Length = length, Stride = stride }));
        }
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 5)]
    public void Gradient_WithOptions_IsTheSumOfEachStepsOwn(int length, int stride)
    {
        foreach (var options in (RecurrentOptions[])[new() { InitialStates = InitialStates.Learnt }, new() { Projection = 3, InitialStates = InitialStates.Learnt }, new() { LayerNormalization = true }, new() { Walk = Walk.Plain }])
        {
            var network = Documents.NewNetwork("lstm", options, layers: 2);
            RequireSame(StepByStep(network, length, stride), Documents.EpochGradient(network, new StreamOptions { Rows = 2, Length = length, Stride = stride }));
        }
    }

    [Theory]
    [InlineData(13, 1)]
    [InlineData(13, 13)]
    [InlineData(1000, 7)]
    public void Gradient_ThroughAllSteps_IsThatOfFullBackPropagation(int length, int stride)
    {
        var network = Documents.NewNetwork("gru");
        RequireSame(StepByStep(network, 1000, 1000), Documents.EpochGradient(network, new StreamOptions { Rows = 2, Length = length, Stride = stride }));
    }

    [Fact]
    public void Gradient_OfAnEpochWithMoreWorkers_IsTheSame()
    {
        var network = Documents.NewNetwork("lstm");
        RequireSame(Documents.EpochGradient(network, new StreamOptions { Rows = 2, Length = 4, Stride = 2 }), Documents.EpochGradient(network, new StreamOptions { Rows = 1, Workers = 2, Length = 4, Stride = 2 }));
    }

    static void RequireSame(double[] wanted, double[] found)
    {
        Assert.Equal(wanted.Length, found.Length);
        var largest = wanted.Max(Math.Abs);
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(wanted[i] - found[i]) <= Tolerance * largest, $"number {i}: wanted {wanted[i]}, found {found[i]}");
    }

    // One graph for each step: its start state from a pass over all steps before, its window, its loss alone.
    internal static double[] StepByStep(Network<double> network, int length, int stride)
    {
        var sum = new double[network.Parameters.Count];
        foreach (var part in Documents.Parts)
        {
            for (var step = 0; step < part.Steps; step++)
            {
                var start = Documents.StartOf(step, part.Steps, length, stride);
                AddStep(network, part, start, step, sum);
            }
        }
        return sum;
    }

    static void AddStep(Network<double> network, (int Document, int First, int Steps) part, int start, int step, double[] sum)
    {
        var before = start == 0 ? null : Forward(network, part.Document, part.First, start);
        var window = network.CreateTrace(step - start + 1, 1, TraceMode.Training, WorkerTeam.Single);
        for (var layer = 0; before is not null && layer < network.Layers.Count - 1; layer++)
        {
            var (old, now) = ((RecurrentTrace<double>)before.Layers[layer], (RecurrentTrace<double>)window.Layers[layer]);
            for (var state = 0; state < ((RecurrentLayer<double>)network.Layers[layer]).Cell.Layout.States; state++)
                now.InitialState.Set(state, old.FinalState(state));
        }
        Run(network, window, part.Document, part.First + start, step - start + 1);
        var memory = new MemoryPlan();
        var piece = memory.Reserve(window.Outputs.Steps);
        var integers = new Workspace<int>(memory);
        integers.Span(piece).Fill(-1);
        integers.Span(piece)[^1] = Documents.New().Targets!.ClassesOf(part.Document)[part.First + step];
        Documents.Loss.Measure(window.Outputs, View(integers, piece, window.Outputs.Steps), window.OutputGradients);
        network.Backward(window);
        for (var i = 0; i < sum.Length; i++)
            sum[i] += network.Parameters.Gradients[i];
        GC.KeepAlive(before);
        GC.KeepAlive(integers);
    }

    static Trace<double> Forward(Network<double> network, int document, int first, int steps)
    {
        var trace = network.CreateTrace(steps, 1, TraceMode.Inference, WorkerTeam.Single);
        Run(network, trace, document, first, steps);
        return trace;
    }

    static unsafe void Run(Network<double> network, Trace<double> trace, int document, int first, int steps)
    {
        var memory = new MemoryPlan();
        var piece = memory.Reserve((long)steps * Documents.Inputs);
        var numbers = new Workspace<double>(memory);
        Documents.New().Inputs.RowsOf(document).Slice(first * Documents.Inputs, steps * Documents.Inputs).CopyTo(numbers.Span(piece));
        s_alive.Add(trace, numbers);   // the backward pass reads the input once more
        network.Forward(new LayerInput<double>(new Sequence<double>(numbers[piece], steps, 1, Documents.Inputs, Documents.Inputs)), trace);
    }

    static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Trace<double>, Workspace<double>> s_alive = [];

    static unsafe Sequence<int> View(Workspace<int> integers, Reservation piece, int steps) => new(integers[piece], steps, 1, 1, 1);
}
