using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Tests.Streaming;

/// <summary>What a network that goes step by step carries on: read, saved, set, and started anew, row by row.</summary>
public sealed class StepwiseStatesTests
{
    [Fact]
    public void States_InsideAConnection_AreReadSetAndStartedAnew()
    {
        var network = StackedNetworks.OfNumbers<float>(LaneWidths.Widest);
        var (one, other) = (new StepwiseNetwork<float>(network, 2), new StepwiseNetwork<float>(network, 2));
        float[] first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], second = [14, 3, 2, -1, 0, 5, 1, 14, 3, 2, -1, 0, 5, 1];
        one.Step(first);
        Assert.Equal(2 * 7 + 7, one.States.Width);   // h and c of the inner LSTM, h of the inner GRU
        var row = new float[one.States.Width];
        one.States.CopyTo(0, row);
        Assert.All(row, number => Assert.NotEqual(0, number));
        other.States.Set(1, row);
        one.Step(second);
        other.Step(second);
        Assert.Equal(one.Outputs[0, 0].ToArray(), other.Outputs[0, 1].ToArray());
        Assert.NotEqual(one.Outputs[0, 0].ToArray(), other.Outputs[0, 0].ToArray());
        one.Reset(0);
        other.Reset();
        one.Step(first);
        other.Step(first);
        Assert.Equal(other.Outputs[0, 0].ToArray(), one.Outputs[0, 0].ToArray());
        Assert.NotEqual(other.Outputs[0, 1].ToArray(), one.Outputs[0, 1].ToArray());
    }

    [Fact]
    public void Reset_OfARow_StartsThatRowAnewAndNoOther()
    {
        var network = StackedNetworks.OfTwoCells();
        var (stepwise, whole) = (new StepwiseNetwork<float>(network, 3), new StepwiseNetwork<float>(network, 3));
        var fresh = new StepwiseNetwork<float>(network, 3);
        for (var t = 0; t < 4; t++)
        {
            if (t == 2)
                stepwise.Reset(1);
            stepwise.Step(StackedNetworks.InputAt(t));
            whole.Step(StackedNetworks.InputAt(t));
            if (t < 2)
                continue;
            fresh.Step(StackedNetworks.InputAt(t));
            Assert.Equal(whole.Outputs[0, 0].ToArray(), stepwise.Outputs[0, 0].ToArray());
            Assert.Equal(fresh.Outputs[0, 1].ToArray(), stepwise.Outputs[0, 1].ToArray());
            Assert.Equal(whole.Outputs[0, 2].ToArray(), stepwise.Outputs[0, 2].ToArray());
            Assert.NotEqual(whole.Outputs[0, 1].ToArray(), stepwise.Outputs[0, 1].ToArray());
        }
        stepwise.Reset();
        stepwise.Step(StackedNetworks.InputAt(2));
        fresh.Reset();
        fresh.Step(StackedNetworks.InputAt(2));
        Assert.Equal(fresh.Outputs[0, 2].ToArray(), stepwise.Outputs[0, 2].ToArray());
    }

    [Fact]
    public void States_SavedAndTakenUp_GoOnWithTheSameBits()
    {
        var network = StackedNetworks.OfTwoCells();
        var (one, other) = (new StepwiseNetwork<float>(network, 3), new StepwiseNetwork<float>(network, 3));
        for (var t = 0; t < 3; t++)
            one.Step(StackedNetworks.InputAt(t));
        one.Reset(2);
        var saved = new float[one.States.Count];
        one.States.Save(saved);
        other.Step(StackedNetworks.InputAt(9));
        other.States.Load(saved);
        Assert.False(other.States.IsGoing(2));
        one.Step(StackedNetworks.InputAt(3));
        other.Step(StackedNetworks.InputAt(3));
        for (var row = 0; row < 3; row++)
            Assert.Equal(one.Outputs[0, row].ToArray(), other.Outputs[0, row].ToArray());
    }

    [Fact]
    public void States_OfARow_AreReadAndSetForAnother()
    {
        var network = StackedNetworks.OfTwoCells();
        var stepwise = new StepwiseNetwork<float>(network, 3);
        Assert.Equal(2 * 5 + 4, stepwise.States.Width);   // the LSTM's h and c, then the GRU's h
        stepwise.Step(StackedNetworks.InputAt(0));
        var row = new float[stepwise.States.Width];
        stepwise.States.CopyTo(0, row);
        Assert.Equal(stepwise.Outputs[0, 0].ToArray(), TopOf(network, row.AsSpan(10)));
        stepwise.States.Set(2, row);
        var input = StackedNetworks.InputAt(1);
        input.AsSpan(0, 2).CopyTo(input.AsSpan(4, 2));
        stepwise.Step(input);
        Assert.Equal(stepwise.Outputs[0, 0].ToArray(), stepwise.Outputs[0, 2].ToArray());
    }

    [Theory]
    [InlineData("vs-lstm", InitialStates.OfCell, 0, 1)]
    [InlineData("vs-lstm", InitialStates.Zeros, 0, 0)]
    [InlineData("vs-lstm", InitialStates.Ones, 1, 1)]
    [InlineData("lstm", InitialStates.OfCell, 0, 0)]
    [InlineData("lstm", InitialStates.Ones, 1, 1)]
    public void States_OfARowThatStartsAnew_AreTheLayersOwn(string cell, InitialStates initial, float output, float memory)
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", cell, 2, 3, new RecurrentOptions { InitialStates = initial }));
        network.Initialize(new RandomStream(1));
        var states = new StepwiseNetwork<float>(network).States;
        var row = new float[states.Width];
        states.CopyTo(0, row);
        Assert.Equal([output, output, output, memory, memory, memory], row);
    }

    // What the dense layer on top makes of the GRU's h, written out.
    static float[] TopOf(Network<float> network, ReadOnlySpan<float> state)
    {
        var weights = network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "out.weight"));
        var sums = new float[3];
        for (var unit = 0; unit < state.Length; unit++)
        {
            for (var output = 0; output < sums.Length; output++)
                sums[output] = MathF.FusedMultiplyAdd(state[unit], weights[unit][output], sums[output]);
        }
        return sums;
    }
}
