using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Two directions against two networks of one layer each, one of them over rows that the test turned round by hand: the same bits.</summary>
public sealed class BidirectionalLayerTests
{
    const int Steps = 6, Inputs = 3, Hidden = 5;

    static readonly int[] s_lengths = [4, 0, 6, 1, 3];

    static int Batch => s_lengths.Length;

    static SequenceMask Mask => SequenceMask.OfLengths(Steps, s_lengths);

    // Numbers [steps, batch, width], each row turned round within its own length.
    static PinnedNumbers<double> Turn(PinnedNumbers<double> numbers, int width)
    {
        var turned = new PinnedNumbers<double>(numbers.All.Length);
        for (var row = 0; row < Batch; row++)
        {
            for (var t = 0; t < s_lengths[row]; t++)
                numbers.All.Slice(((s_lengths[row] - 1 - t) * Batch + row) * width, width).CopyTo(turned.All.Slice((t * Batch + row) * width, width));
        }
        return turned;
    }

    sealed class Side
    {
        public Network<double> Network { get; }
        public Trace<double> Trace { get; }
        public PinnedNumbers<double> InputGradients { get; } = new(Steps * Batch * Inputs);

        public Side(Func<ParameterPlan, ILayer<double>> make)
        {
            var plan = new ParameterPlan();
            Network = new Network<double>(plan, make(plan));
            Network.Initialize(new RandomStream(9));
            Trace = Network.CreateTrace(Steps, Batch, TraceMode.Training, WorkerTeam.Single, inputGradients: true, masks: true);
        }

        public void Forward(PinnedNumbers<double> inputs) => Network.Forward(new LayerInput<double>(inputs.As(Steps, Batch, Inputs)), Trace, Mask);

        public void Backward(Func<int, double[]> gradientOfPlace)
        {
            for (var place = 0; place < Steps * Batch; place++)
                gradientOfPlace(place).CopyTo(Trace.OutputGradients.Rows[place]);
            Network.Backward(Trace, InputGradients.As(Steps, Batch, Inputs));
        }

        public PinnedNumbers<double> Outputs()
        {
            var outputs = new PinnedNumbers<double>(Steps * Batch * Network.OutputWidth);
            for (var place = 0; place < Steps * Batch; place++)
                Trace.Outputs.Rows[place].CopyTo(outputs.All.Slice(place * Network.OutputWidth, Network.OutputWidth));
            return outputs;
        }
    }

    [Theory]
    [InlineData(Merge.Concatenate)]
    [InlineData(Merge.Sum)]
    [InlineData(Merge.Mean)]
    public void Passes_OfBothDirections_AreThoseOfTwoNetworks(Merge merge)
    {
        var both = new Side(plan => new BidirectionalLayer<double>(plan, "rnn", "lstm", Inputs, Hidden, merge));
        var forward = new Side(plan => new RecurrentLayer<double>(plan, "rnn.forward", "lstm", Inputs, Hidden));
        var backward = new Side(plan => new RecurrentLayer<double>(plan, "rnn.backward", "lstm", Inputs, Hidden));
        var (inputs, width) = (PinnedNumbers<double>.Normal(Steps * Batch * Inputs, 1), both.Network.OutputWidth);
        var gradients = PinnedNumbers<double>.Normal(Steps * Batch * width, 2).All.ToArray();
        double[] Gradient(int place, int side) => [.. Enumerable.Range(0, Hidden).Select(i => gradients[place * width + (merge == Merge.Concatenate ? side * Hidden : 0) + i] * (merge == Merge.Mean ? 0.5 : 1))];
        var turnedGradients = new PinnedNumbers<double>(Steps * Batch * Hidden);
        for (var place = 0; place < Steps * Batch; place++)
            Gradient(place, 1).CopyTo(turnedGradients.All.Slice(place * Hidden, Hidden));
        turnedGradients = Turn(turnedGradients, Hidden);
        both.Forward(inputs);
        both.Backward(place => gradients[(place * width)..((place + 1) * width)]);
        forward.Forward(inputs);
        forward.Backward(place => Gradient(place, 0));
        backward.Forward(Turn(inputs, Inputs));
        backward.Backward(place => turnedGradients.All.Slice(place * Hidden, Hidden).ToArray());

        var (first, second) = (forward.Outputs().All.ToArray(), Turn(backward.Outputs(), Hidden).All.ToArray());
        double[] wanted = merge == Merge.Concatenate
            ? [.. Enumerable.Range(0, Steps * Batch).SelectMany(place => first[(place * Hidden)..((place + 1) * Hidden)].Concat(second[(place * Hidden)..((place + 1) * Hidden)]))]
            : [.. first.Zip(second, (a, b) => merge == Merge.Sum ? a + b : (a + b) / 2)];
        Assert.Equal(wanted, both.Outputs().All.ToArray());
        Assert.Equal([.. forward.Network.Parameters.Gradients, .. backward.Network.Parameters.Gradients], both.Network.Parameters.Gradients.ToArray());
        var turnedBack = Turn(backward.InputGradients, Inputs).All.ToArray();
        Assert.Equal(forward.InputGradients.All.ToArray().Zip(turnedBack, (a, b) => a + b), both.InputGradients.All.ToArray());
        RequireStates(both, forward, backward);
    }

    static void RequireStates(Side both, Side forward, Side backward)
    {
        var trace = (BidirectionalTrace<double>)both.Trace.Layers[0];
        foreach (var (found, side) in (ReadOnlySpan<(RecurrentTrace<double>, Side)>)[(trace.ForwardDirection, forward), (trace.BackwardDirection, backward)])
        {
            var wanted = (RecurrentTrace<double>)side.Trace.Layers[0];
            for (var state = 0; state < 2; state++)
            {
                for (var row = 0; row < Batch; row++)
                {
                    Assert.Equal(wanted.FinalState(state)[row].ToArray(), found.FinalState(state)[row].ToArray());
                    Assert.Equal(wanted.InitialStateGradient(state)[row].ToArray(), found.InitialStateGradient(state)[row].ToArray());
                }
            }
        }
    }

    [Fact]
    public void Forward_OfAReversedLayer_IsTheBackwardDirection()
    {
        var both = new Side(plan => new BidirectionalLayer<double>(plan, "rnn", "gru", Inputs, Hidden));
        var reversed = new Side(plan => new ReversedLayer<double>(plan, "rnn.backward", "gru", Inputs, Hidden));
        var inputs = PinnedNumbers<double>.Normal(Steps * Batch * Inputs, 1);
        both.Forward(inputs);
        reversed.Forward(inputs);
        for (var place = 0; place < Steps * Batch; place++)
            Assert.Equal(both.Trace.Outputs.Rows[place][Hidden..].ToArray(), reversed.Trace.Outputs.Rows[place].ToArray());
        var direction = ((ReversedTrace<double>)reversed.Trace.Layers[0]).Direction;
        // The last step of the backward walk is the row's first.
        Assert.Equal(reversed.Trace.Outputs[0, 2].ToArray(), direction.FinalState(0)[2].ToArray());
    }

    [Fact]
    public void Forward_FromGivenStates_StartsEachDirectionAtItsOwnEnd()
    {
        var both = new Side(plan => new BidirectionalLayer<double>(plan, "rnn", "lstm", Inputs, Hidden));
        var inputs = PinnedNumbers<double>.Normal(Steps * Batch * Inputs, 1);
        both.Forward(inputs);
        var without = both.Outputs().All.ToArray();
        var state = PinnedNumbers<double>.Normal(Batch * Hidden, 3);
        var trace = (BidirectionalTrace<double>)both.Trace.Layers[0];
        trace.BackwardDirection.InitialState.Set(1, state.As(1, Batch, Hidden).Rows);
        both.Forward(inputs);
        for (var row = 0; row < Batch; row++)
        {
            for (var t = 0; t < s_lengths[row]; t++)
            {
                var place = (t * Batch + row) * 2 * Hidden;
                Assert.Equal(without[place..(place + Hidden)], both.Trace.Outputs[t, row][..Hidden].ToArray());
                Assert.NotEqual(without[(place + Hidden)..(place + 2 * Hidden)], both.Trace.Outputs[t, row][Hidden..].ToArray());
            }
        }
        Assert.Equal(state.All.Slice(Hidden, Hidden).ToArray(), trace.BackwardDirection.FinalState(1)[1].ToArray());
    }

    [Fact]
    public void Noise_OfTheTwoDirections_IsNotTheSame()
    {
        // Alike weights and a row that reads the same both ways: only the masks can tell the directions apart.
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new BidirectionalLayer<double>(plan, "rnn", "lstm", 1, 16, options: new RecurrentOptions { OutputZoneout = 0.5 }));
        network.Parameters.Values.Fill(0.3);
        network.Parameters.MarkChanged();
        var trace = network.CreateTrace(3, 1, TraceMode.Training, WorkerTeam.Single);
        var ones = new PinnedNumbers<double>(3);
        ones.All.Fill(1);
        network.Forward(new LayerInput<double>(ones.As(3, 1, 1)), trace);
        Assert.NotEqual(trace.Outputs[0, 0][..16].ToArray(), trace.Outputs[2, 0][16..].ToArray());
    }

    [Fact]
    public void New_OfWidthsThatCannotBeAdded_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new BidirectionalLayer<float>(new ParameterPlan(), "rnn", "lstm", 2, 4, Merge.Sum, null, new RecurrentOptions { Projection = 3 }));
        Assert.StartsWith("Layer 'rnn': outputs of widths 4 and 3 cannot be added; give both directions one projection, or concatenate.", error.Message, StringComparison.Ordinal);
    }
}
