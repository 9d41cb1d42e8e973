using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Translation;

/// <summary>
/// Two networks over one flat set of parameters (Cho et al. 2014; Sutskever et al. 2014): the encoder reads a sequence, and the states that its recurrent layers end with
/// are those that the decoder's recurrent layers start from, layer by layer. The decoder writes a sequence of any other length.
/// </summary>
/// <remarks>
/// Both walks are the ordinary fused ones over whole sequences, with the ordinary masks. A layer that reads both ways hands on the final states of both directions side by side, the forward one first,
/// so the decoder's layer has as many units as both together; a reversed layer hands on what it has after the sequence's first step. What the encoder writes at its steps is not used.
/// </remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class EncoderDecoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Puts an encoder and a decoder together whose segments were planned in one <paramref name="plan"/>.</summary>
    /// <param name="plan">The parameters of both.</param>
    /// <param name="encoder">Layers in order; the last one holds states, since nothing after it would reach the decoder.</param>
    /// <param name="decoder">Layers in order; each must be able to run one step at a time.</param>
    /// <exception cref="ArgumentException">Layers do not fit together, or the encoder's states are not those that the decoder starts from; the message names the layers.</exception>
    public EncoderDecoder(ParameterPlan plan, IReadOnlyList<ILayer<T>> encoder, IReadOnlyList<ILayer<T>> decoder)
    {
        Parameters = new Parameters<T>(plan);
        Encoder = new Network<T>(Parameters, encoder);
        Decoder = new Network<T>(Parameters, decoder);
        RequireFit();
        (Encoder.PartOf, Decoder.PartOf) = (this, this);
        Encoder.FinalFrom = FinalGradients<T>.After(Parameters, Encoder.Layers, Decoder.Layers);
    }

    /// <summary>All weights and gradients of both networks.</summary>
    public Parameters<T> Parameters { get; }

    /// <summary>What reads the source.</summary>
    public Network<T> Encoder { get; }

    /// <summary>What writes the answer.</summary>
    public Network<T> Decoder { get; }

    /// <summary>Draws every segment's first values from streams split off <paramref name="random"/> by the segments' names.</summary>
    public void Initialize(RandomStream random) => Encoder.Initialize(random);   // the segments are those of both

    /// <summary>Takes the memory for passes up to a shape; nothing after this allocates.</summary>
    /// <param name="sourceSteps">Most steps of a source, padding included.</param>
    /// <param name="targetSteps">Most steps of an answer, padding included.</param>
    /// <param name="batch">Most rows of a batch.</param>
    /// <param name="mode">Forward only, or both passes.</param>
    /// <param name="team">The threads that run the passes.</param>
    /// <param name="masks">Whether batches may be padded.</param>
    /// <exception cref="InsufficientMemoryException">The shape needs more memory than there is.</exception>
    public EncoderDecoderTrace<T> CreateTrace(int sourceSteps, int targetSteps, int batch, TraceMode mode, WorkerTeam team, bool masks = false) => new(
        this, Encoder.CreateTrace(sourceSteps, batch, mode, team, masks: masks), Decoder.CreateTrace(targetSteps, batch, mode, team, masks: masks));

    /// <summary>Runs the encoder over the sources, and sets the states that the decoder starts from.</summary>
    /// <param name="source">The sources <c>[steps, batch, …]</c>.</param>
    /// <param name="trace">A trace of this model.</param>
    /// <param name="mask">Which steps belong to the sources; all of them where null. A row without a step hands on its initial states.</param>
    /// <exception cref="ArgumentException">Source or mask do not fit the encoder or the trace, or the trace is another model's.</exception>
    public void Encode(LayerInput<T> source, EncoderDecoderTrace<T> trace, SequenceMask? mask = null)
    {
        RequireOwn(trace);
        Encoder.Forward(source, trace.Encoder, mask);
        trace.Handover.Give();
        GC.KeepAlive(trace);
    }

    /// <summary>Runs the decoder over whole sequences of inputs, from the states that <see cref="Encode"/> set. In training these inputs are the answers wanted, one step late (teacher forcing).</summary>
    /// <param name="inputs">What the decoder reads <c>[steps, batch, …]</c>: of the rows that were encoded.</param>
    /// <param name="trace">The trace of the encoder's pass.</param>
    /// <param name="mask">Which steps belong to the answers; all of them where null.</param>
    /// <exception cref="ArgumentException">Inputs or mask do not fit the decoder, the trace or the rows that were encoded.</exception>
    /// <exception cref="InvalidOperationException">Nothing was encoded on this trace.</exception>
    public void Decode(LayerInput<T> inputs, EncoderDecoderTrace<T> trace, SequenceMask? mask = null)
    {
        RequireOwn(trace);
        if (!trace.Encoder.HasRun)
            throw new InvalidOperationException("Nothing was encoded on this trace; run Encode before Decode.");
        if (inputs.Batch != trace.Encoder.Packing.Batch)
            throw new ArgumentException($"The decoder's inputs have {inputs.Batch} rows, but {trace.Encoder.Packing.Batch} were encoded; give both as many.", nameof(inputs));
        Decoder.Forward(inputs, trace.Decoder, mask);
        GC.KeepAlive(trace);
    }

    /// <summary>Sets all gradients from the output gradients of <see cref="EncoderDecoderTrace{T}.Decoder"/>: back through the decoder, over the states that were handed on, and through the encoder.</summary>
    /// <param name="trace">The trace of both forward passes.</param>
    /// <param name="listener">Hears of gradients as they become final: as <see cref="Network{T}.FinalFrom"/> of the decoder says, then that of the encoder; none unless given.</param>
    /// <exception cref="ArgumentException">The trace is another model's.</exception>
    /// <exception cref="InvalidOperationException">The trace was not made for this, or no forward pass has run on it.</exception>
    public void Backward(EncoderDecoderTrace<T> trace, IGradientListener? listener = null)
    {
        RequireOwn(trace);
        Decoder.Backward(trace.Decoder, listener: listener);
        trace.Handover.GiveBack();
        trace.Encoder.OutputGradients.Clear();
        Encoder.Backward(trace.Encoder, listener: listener);
        GC.KeepAlive(trace);
    }

    void RequireOwn(EncoderDecoderTrace<T> trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Owner != this)
            throw new ArgumentException("This trace was made by another model; use one made by this model's CreateTrace.", nameof(trace));
    }

    // On traces of one step and one row, which take next to no memory; a decoder that reads ahead would see in training what it is to say.
    void RequireFit()
    {
        var (encoder, decoder) = (Encoder.CreateTrace(1, 1, TraceMode.Inference, WorkerTeam.Single), Decoder.CreateTrace(1, 1, TraceMode.Inference, WorkerTeam.Single));
        try
        {
            _ = new CarriedStates<T>(decoder);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The decoder writes one step after another, which one of its layers cannot: {e.Message}", nameof(decoder), e);
        }
        _ = new StateHandover<T>(encoder, decoder);
    }
}
