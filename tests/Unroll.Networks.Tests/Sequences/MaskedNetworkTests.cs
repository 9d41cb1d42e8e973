using System;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Sequences;

/// <summary>What a network does with a mask, and which ones it refuses.</summary>
public sealed class MaskedNetworkTests
{
    const int Steps = 5, Batch = 3, Inputs = 2, Outputs = 3;

    readonly PinnedNumbers<double> _inputs = PinnedNumbers<double>.Normal(Steps * Batch * Inputs, 1);
    readonly PinnedNumbers<double> _inputGradients = new(Steps * Batch * Inputs);
    readonly PinnedNumbers<int> _symbols = new(Steps * Batch);

    static Network<double> NewNetwork()
    {
        var plan = new ParameterPlan();
        ILayer<double>[] layers = [new RecurrentLayer<double>(plan, "rnn", "lstm", Inputs, 4, new RecurrentOptions { Walk = Walk.Plain }), new DenseLayer<double>(plan, "out", 4, Outputs)];
        var network = new Network<double>(plan, layers);
        network.Initialize(new RandomStream(1));
        return network;
    }

    static Trace<double> NewTrace(Network<double> network, bool masks = true) =>
        network.CreateTrace(Steps, Batch, TraceMode.Training, WorkerTeam.Single, inputGradients: true, masks);

    LayerInput<double> Input => new(_inputs.As(Steps, Batch, Inputs));

    static void Backward(Network<double> network, Trace<double> trace, PinnedNumbers<double> inputGradients)
    {
        for (var t = 0; t < Steps; t++)
        {
            for (var row = 0; row < Batch; row++)
                trace.OutputGradients[t, row].Fill(1 + t + row);
        }
        network.Backward(trace, inputGradients.As(Steps, Batch, Inputs));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 2)]
    public void Forward_WithAMaskOfAnotherShape_SaysBoth(int steps, int batch)
    {
        var network = NewNetwork();
        var error = Assert.Throws<ArgumentException>(() => network.Forward(Input, NewTrace(network), new SequenceMask(steps, batch)));
        Assert.StartsWith($"The mask has {steps} steps of {batch} rows, the input 5 of 3; give both one shape.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_WithAllMaskedOut_IsRefusedAndTheTraceGoesOn()
    {
        var network = NewNetwork();
        var trace = NewTrace(network);
        var error = Assert.Throws<ArgumentException>(() => network.Forward(Input, trace, SequenceMask.OfLengths(Steps, 0, 0, 0)));
        Assert.StartsWith("No step of any row is valid; give a batch with at least one.", error.Message, StringComparison.Ordinal);
        network.Forward(Input, trace, SequenceMask.OfLengths(Steps, 1, 2, 3));
        Assert.DoesNotContain(trace.Outputs[0, 0].ToArray(), double.IsNaN);
    }

    [Fact]
    public void Forward_OfPaddingOnATraceWithoutMasks_SaysHowToMakeOne()
    {
        var network = NewNetwork();
        var error = Assert.Throws<InvalidOperationException>(() => network.Forward(Input, NewTrace(network, masks: false), SequenceMask.OfLengths(Steps, 5, 4, 5)));
        Assert.Equal("This trace was made for batches without padding; make it with masks to give one.", error.Message);
    }

    [Fact]
    public void Forward_OfAMaskThatMasksNothing_IsForwardWithoutOne()
    {
        var network = NewNetwork();
        var (with, without) = (NewTrace(network, masks: false), NewTrace(network, masks: false));
        network.Forward(Input, with, new SequenceMask(Steps, Batch));
        network.Forward(Input, without);
        for (var place = 0; place < Steps * Batch; place++)
            Assert.Equal(without.Outputs.Rows[place].ToArray(), with.Outputs.Rows[place].ToArray());
    }

    [Fact]
    public void Passes_OfPaddingOverADenseLayer_GiveZerosThere()
    {
        var network = NewNetwork();
        var trace = NewTrace(network);
        int[] lengths = [2, 0, 4];
        foreach (ref var number in _inputGradients.All)
            number = 7;
        network.Forward(Input, trace, SequenceMask.OfLengths(Steps, lengths));
        Backward(network, trace, _inputGradients);
        for (var place = 0; place < Steps * Batch; place++)
        {
            var isValid = place / Batch < lengths[place % Batch];
            Assert.All(trace.Outputs.Rows[place].ToArray(), output => Assert.Equal(isValid, output != 0));
            Assert.All(_inputGradients.As(Steps, Batch, Inputs).Rows[place].ToArray(), gradient => Assert.Equal(isValid, gradient != 0));
        }
    }

    // Callers pad symbols with -1, or with whatever is left in the memory.
    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(Inputs)]
    public void Passes_OfSymbols_DoNotLookAtThePadding(int padding)
    {
        var network = NewNetwork();
        var trace = NewTrace(network);
        var mask = SequenceMask.OfLengths(Steps, 2, 5, 0);
        var wanted = Passes(0);
        Assert.Equal(wanted, Passes(padding));

        double[] Passes(int symbol)
        {
            for (var place = 0; place < Steps * Batch; place++)
                _symbols.All[place] = mask[place / Batch, place % Batch] ? place % Inputs : symbol;
            network.Forward(new LayerInput<double>(_symbols.As(Steps, Batch, 1)), trace, mask);
            for (var place = 0; place < Steps * Batch; place++)
                trace.OutputGradients.Rows[place].Fill(1);
            network.Backward(trace);
            return [.. Enumerable.Range(0, Steps * Batch).SelectMany(place => trace.Outputs.Rows[place].ToArray()), .. network.Parameters.Gradients.ToArray()];
        }
    }

    [Fact]
    public void Forward_WithASymbolOutOfRangeThatIsNotPadding_SaysWhere()
    {
        var network = NewNetwork();
        _symbols.All[2 * Batch + 1] = Inputs;
        var error = Assert.Throws<ArgumentException>(() => network.Forward(new LayerInput<double>(_symbols.As(Steps, Batch, 1)), NewTrace(network), SequenceMask.OfLengths(Steps, 1, 3, 2)));
        Assert.StartsWith("Symbol 2 at step 2, row 1 is out of range; this network reads symbols from 0 to 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void States_BeforeAnyPass_AreRefusedInWords()
    {
        var trace = (RecurrentTrace<double>)NewTrace(NewNetwork()).Layers[0];
        Assert.Equal("No forward pass has run on this trace; run Forward before asking for its final state.", Assert.Throws<InvalidOperationException>(() => trace.FinalState(0)).Message);
        Assert.Equal("No forward pass has run on this trace; run Forward and Backward before asking for the gradient of its initial state.", Assert.Throws<InvalidOperationException>(() => trace.InitialStateGradient(0)).Message);
    }

    [Fact]
    public void Passes_AfterAPaddedBatch_AreThoseOfANewTrace()
    {
        var network = NewNetwork();
        var (used, fresh) = (NewTrace(network), NewTrace(network));
        network.Forward(Input, used, SequenceMask.OfLengths(Steps, 1, 5, 2));
        Backward(network, used, _inputGradients);
        network.Forward(Input, used);
        Backward(network, used, _inputGradients);
        var found = network.Parameters.Gradients.ToArray();
        network.Forward(Input, fresh);
        Backward(network, fresh, _inputGradients);
        Assert.Equal(network.Parameters.Gradients.ToArray(), found);
    }

    [Fact]
    public void FinalState_OfPaddedRows_IsTheStateAfterTheirLastSteps()
    {
        var network = NewNetwork();
        var (padded, whole) = (NewTrace(network), NewTrace(network));
        int[] lengths = [2, 5, 3];
        network.Forward(Input, padded, SequenceMask.OfLengths(Steps, lengths));
        network.Forward(Input, whole);
        for (var row = 0; row < Batch; row++)
        {
            for (var state = 0; state < 2; state++)
                Assert.Equal(((RecurrentTrace<double>)whole.Layers[0]).StateAt(lengths[row], state)[row].ToArray(), ((RecurrentTrace<double>)padded.Layers[0]).FinalState(state)[row].ToArray());
        }
    }

    [Fact]
    public void InitialStateGradient_OfAnEmptyRow_IsThatOfItsFinalState()
    {
        var network = NewNetwork();
        var trace = NewTrace(network);
        var layer = (RecurrentTrace<double>)trace.Layers[0];
        var reaching = PinnedNumbers<double>.Normal(Batch * 4, 8);
        layer.FinalStateGradient.Set(1, reaching.As(1, Batch, 4).Rows);
        network.Forward(Input, trace, SequenceMask.OfLengths(Steps, 2, 0, 4));
        Backward(network, trace, _inputGradients);
        Assert.Equal(reaching.All[4..8].ToArray(), layer.InitialStateGradient(1)[1].ToArray());
        Assert.Equal(new double[4], layer.InitialStateGradient(0)[1].ToArray());
        Assert.NotEqual(reaching.All[..4].ToArray(), layer.InitialStateGradient(1)[0].ToArray());
    }

    [Fact]
    public void Forward_OfPaddedSymbols_ReadsThoseOfTheSequencesAlone()
    {
        var network = NewNetwork();
        var (first, second) = (NewTrace(network), NewTrace(network));
        var mask = SequenceMask.OfLengths(Steps, 2, 0, 4);
        var symbols = new LayerInput<double>(_symbols.As(Steps, Batch, 1));
        network.Forward(symbols, first, mask);
        for (var place = 0; place < Steps * Batch; place++)
            _symbols.All[place] = mask.Places[place] ? 0 : 1;
        network.Forward(symbols, second, mask);
        Assert.All(Enumerable.Range(0, Steps * Batch), place => Assert.Equal(first.Outputs.Rows[place].ToArray(), second.Outputs.Rows[place].ToArray()));
        _symbols.All[0] = 1;
        network.Forward(symbols, second, mask);
        Assert.NotEqual(first.Outputs[0, 0].ToArray(), second.Outputs[0, 0].ToArray());
    }
}
