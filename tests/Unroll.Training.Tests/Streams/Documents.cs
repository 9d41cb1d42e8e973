using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;
using Unroll.Training.Schedules;
using Unroll.Training.Streams;

namespace Unroll.Training.Tests.Streams;

/// <summary>Three small documents, networks to read them, and the parts that two streams make of them.</summary>
static class Documents
{
    internal const int Inputs = 2, Hidden = 4, Classes = 3;

    static readonly int[] s_lengths = [9, 6, 13];

    /// <summary>Document, first step, steps: 28 steps in two streams of 14, of which the second document has five and one.</summary>
    internal static readonly (int Document, int First, int Steps)[] Parts = [(0, 0, 9), (1, 0, 5), (1, 5, 1), (2, 0, 13)];

    /// <summary>The documents; <paramref name="first"/> changes what the first one says.</summary>
    internal static SequenceDataset<double> New(double first = 0)
    {
        var random = new RandomStream(8);
        var rows = s_lengths.Select((length, document) => Enumerable.Range(0, length)
            .Select(_ => new[] { random.NextNormal() + (document == 0 ? first : 0), random.NextNormal() }).ToArray()).ToArray();
        var classes = s_lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.NextInt32(Classes)).ToArray()).ToArray();
        return new(SequenceInputs<double>.OfRows(rows), SequenceTargets<double>.OfStepClasses(classes, Classes));
    }

    internal static Network<double> NewNetwork(string cell, RecurrentOptions? options = null, int layers = 1)
    {
        var plan = new ParameterPlan();
        var stack = new List<ILayer<double>>();
        for (var i = 0; i < layers; i++)
            stack.Add(new RecurrentLayer<double>(plan, $"rnn.{i}", cell, i == 0 ? Inputs : stack[^1].OutputWidth, Hidden, options));
        stack.Add(new DenseLayer<double>(plan, "out", stack[^1].OutputWidth, Classes));
        var network = new Network<double>(plan, stack);
        network.Initialize(new RandomStream(2));
        var random = new RandomStream(4);
        foreach (ref var value in network.Parameters.Values)
            value += 0.3 * random.NextNormal();   // biases and learnt states too
        network.Parameters.MarkChanged();
        return network;
    }

    internal static SoftmaxCrossEntropy<double> Loss => new(LossReduction.Sum);

    /// <summary>The gradient of one epoch, all windows together.</summary>
    internal static double[] EpochGradient(Network<double> network, StreamOptions options)
    {
        var task = new StreamTask<double>(New(), options);
        var kept = new KeptGradients<double>();
        new Trainer<double>(network, task, Loss, kept, new TrainerOptions { Schedule = new ConstantSchedule(1), Accumulate = task.Shape.StepsPerEpoch, Workers = options.Workers }, WorkerTeam.Single).Step();
        return kept.Gradients;
    }

    /// <summary>Where the gradient of a step's loss ends on its way back through a part.</summary>
    // Windows end to end share the steps out among as few as hold them, none longer than another by more than a step.
    internal static int StartOf(int step, int steps, int length, int stride)
    {
        if (stride < length)
            return Math.Max(0, Math.Min((step / stride + 1) * stride, steps) - length);
        var windows = (steps + length - 1) / length;
        return Enumerable.Range(0, windows).Select(window => steps * window / windows).Last(start => start <= step);
    }
}
