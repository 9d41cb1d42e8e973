using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Allocation;

/// <summary>A forward and a backward pass of every layer allocate nothing, padded or not, on one thread and on two.</summary>
public sealed class LayerPassTests
{
    const int Steps = 7, Batch = 5, Width = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Passes_OfEveryLayer_AllocateNothing(int threads)
    {
        using var team = new WorkerTeam(threads);
        RequireNothing<float>(team, symbols: true);
        RequireNothing<float>(team, symbols: false);
        RequireNothing<double>(team, symbols: true);
        RequireNothing<double>(team, symbols: false);
    }

    // Between them the two networks have every layer there is.
    static Network<T> NewNetwork<T>(bool symbols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var layers = new List<ILayer<T>>();
        var embedding = symbols ? new EmbeddingLayer<T>(plan, "words", Width, Width, paddingSymbol: 0, dropout: 0.2) : null;
        if (embedding is not null)
            layers.Add(embedding);
        layers.Add(new BidirectionalLayer<T>(plan, "both", "lstm", Width, Width, Merge.Mean));
        layers.Add(new DropoutLayer<T>(Width, 0.3));
        layers.Add(new ResidualLayer<T>(new ReversedLayer<T>(plan, "back", "gru", Width, Width)));
        layers.Add(new DropoutLayer<T>(Width, 0.3, alikeAtAllSteps: true));
        layers.Add(new NormalizationLayer<T>(plan, "norm", Width));
        layers.Add(new DropoutLayer<T>(Width, 0));
        layers.Add(new FeedbackLayer<T>(plan, plan => [new RecurrentLayer<T>(plan, "loop", "lstm", Width, Width), new DropoutLayer<T>(Width, 0.2), new DenseLayer<T>(plan, "loop.out", Width, Width)], given: 2));
        if (embedding is not null)
            layers.Add(new TiedDenseLayer<T>(plan, "out", embedding));
        else
            layers.AddRange([new PoolLayer<T>(Width, Pooling.Max), new RepeatLayer<T>(Width, 2 * Steps), new DenseLayer<T>(plan, "out", Width, Width)]);
        var network = new Network<T>(plan, layers);
        network.Initialize(new RandomStream(1));
        return network;
    }

    static unsafe void RequireNothing<T>(WorkerTeam team, bool symbols)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = NewNetwork<T>(symbols);
        var trace = network.CreateTrace(Steps, Batch, TraceMode.Training, team, inputGradients: !symbols, masks: true);
        var numbers = GC.AllocateArray<T>(2 * Steps * Batch * Width, pinned: true);
        var (x, dx) = (new Sequence<T>((T*)Unsafe.AsPointer(ref numbers[0]), Steps, Batch, Width, Width), new Sequence<T>((T*)Unsafe.AsPointer(ref numbers[numbers.Length / 2]), Steps, Batch, Width, Width));
        var places = GC.AllocateArray<int>(Steps * Batch, pinned: true);
        var input = symbols ? new LayerInput<T>(new Sequence<int>((int*)Unsafe.AsPointer(ref places[0]), Steps, Batch, 1, 1)) : new LayerInput<T>(x);
        var mask = SequenceMask.OfLengths(Steps, 3, 0, 7, 1, 7);
        void Pass()
        {
            network.Forward(input, trace, mask);
            network.Backward(trace, symbols ? default : dx);
            network.Forward(input, trace);
            network.Backward(trace, symbols ? default : dx);
        }
        Pass();
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfThisThread(Pass)));
        Assert.Equal(0, AllocatedBytes.Least(() => AllocatedBytes.OfProcess(Pass)));
        GC.KeepAlive(numbers);
        GC.KeepAlive(places);
    }
}
