using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Translation;

/// <summary>
/// Looks for the most likely answers with a beam (Sutskever et al. 2014): at each step every answer of a source's beam is gone on with by every symbol, and the most likely ones stay.
/// One that ends leaves the beam with its place. All beams of a batch of sources go on side by side, without those that are done. With a width of 1 this is the <see cref="GreedyDecoder{T}"/>.
/// </summary>
/// <remarks>Of equals the earlier answer comes first, then the lower symbol. Not for several threads at once.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class BeamDecoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly DecodingOptions _options;
    readonly Network<T> _encoder;
    readonly Trace<T> _trace;
    readonly StepwiseDecoder<T> _steps;
    readonly BeamSearch<T> _search;
    readonly int[] _first;   // [rows]: the start symbol

    /// <summary>Takes the memory.</summary>
    /// <param name="model">The model; it may be trained in between.</param>
    /// <param name="options">How answers begin and end.</param>
    /// <param name="beam">Width, length penalty, number of answers.</param>
    /// <param name="sourceSteps">Most steps of a source, padding included.</param>
    /// <param name="rows">Most sources at a time.</param>
    /// <param name="team">The threads that run it; the caller's alone where null. No bit depends on them.</param>
    /// <param name="masks">Whether sources may be padded.</param>
    /// <exception cref="ArgumentException">Start or end symbol are not the decoder's, or more answers are wanted than the beam is wide.</exception>
    /// <exception cref="InsufficientMemoryException">The shape needs more memory than there is.</exception>
    public BeamDecoder(EncoderDecoder<T> model, DecodingOptions options, BeamOptions beam, int sourceSteps, int rows, WorkerTeam? team = null, bool masks = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(beam);
        options.Require(model.Decoder.InputWidth, model.Decoder.OutputWidth, (model.Decoder.Layers[0].Reads & InputKinds.Symbols) != 0);
        beam.Require();
        (_options, _encoder) = (options, model.Encoder);
        if ((long)rows * beam.Width > int.MaxValue)
            throw new InsufficientMemoryException($"Beams of width {beam.Width:N0} were asked for {rows:N0} rows; give a smaller width or fewer rows.");
        _trace = _encoder.CreateTrace(sourceSteps, rows, TraceMode.Inference, team ?? WorkerTeam.Single, masks: masks);
        _steps = new StepwiseDecoder<T>(model, _trace, rows * beam.Width, team ?? WorkerTeam.Single);
        _search = new BeamSearch<T>(_steps, beam, options.End, "decoder");
        _first = new int[rows];
        Array.Fill(_first, options.Start);
    }

    /// <summary>Answers a batch of sources.</summary>
    /// <param name="sources">The sources <c>[steps, rows, …]</c>.</param>
    /// <param name="mask">Which steps belong to them; all of them where null.</param>
    /// <returns>For each row at most <see cref="BeamOptions.Best"/> answers: those that ended before those that were cut, each by their scores, the best first.</returns>
    /// <exception cref="ArgumentException">Sources or mask do not fit the encoder or the shape that memory was taken for.</exception>
    /// <exception cref="InvalidOperationException">The decoder wrote something that is not a number.</exception>
    public Hypothesis[][] Decode(LayerInput<T> sources, SequenceMask? mask = null)
    {
        _encoder.Forward(sources, _trace, mask);
        _steps.Start();
        return _search.Run(_first.AsSpan(0, sources.Batch), _options.MostSteps);
    }
}
