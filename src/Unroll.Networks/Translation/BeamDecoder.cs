using System;
using System.Collections.Generic;
using System.Linq;
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
    // An answer that is still going on: what it has read last, and the row of the step before that it goes on from.
    readonly record struct Beam(int Source, int Symbol, int Parent, double LogProbability);

    // An answer that is done: the row and step that wrote its last symbol.
    readonly record struct Done(int Row, int Steps, double LogProbability, bool IsEnded);

    readonly DecodingOptions _options;
    readonly BeamOptions _beam;
    readonly Network<T> _encoder;
    readonly Trace<T> _trace;
    readonly StepwiseDecoder<T> _steps;
    readonly BeamCandidates<T> _best;
    readonly int[] _symbols, _parents;      // [rows]: of one step
    readonly List<Beam[]> _history = [];    // for each step the beams that went on from it
    readonly List<Beam> _going = [], _next = [];
    List<Done>[] _done = [];

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
        (_options, _beam, _encoder) = (options, beam, model.Encoder);
        if ((long)rows * beam.Width > int.MaxValue)
            throw new InsufficientMemoryException($"Beams of width {beam.Width:N0} were asked for {rows:N0} rows; give a smaller width or fewer rows.");
        _trace = _encoder.CreateTrace(sourceSteps, rows, TraceMode.Inference, team ?? WorkerTeam.Single, masks: masks);
        _steps = new StepwiseDecoder<T>(model, _trace, rows * beam.Width, team ?? WorkerTeam.Single);
        _best = new BeamCandidates<T>(beam.Width);
        (_symbols, _parents) = (new int[_steps.Rows], new int[_steps.Rows]);
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
        Begin(sources.Batch);
        for (var step = 0; step < _options.MostSteps && _going.Count > 0; step++)
            Step(step);
        for (var row = 0; row < _going.Count; row++)   // these are cut
            _done[_going[row].Source].Add(new Done(row, _options.MostSteps, _going[row].LogProbability, IsEnded: false));
        return Array.ConvertAll(_done, Ranked);
    }

    void Begin(int rows)
    {
        _history.Clear();
        _going.Clear();
        _done = new List<Done>[rows];
        for (var row = 0; row < rows; row++)
        {
            _done[row] = [];
            _going.Add(new Beam(row, _options.Start, row, 0));
        }
    }

    void Step(int step)
    {
        for (var row = 0; row < _going.Count; row++)
            _symbols[row] = _going[row].Symbol;
        var outputs = _steps.Step(_symbols.AsSpan(0, _going.Count));
        _next.Clear();
        for (int first = 0, last; first < _going.Count; first = last)
        {
            last = first + 1;
            while (last < _going.Count && _going[last].Source == _going[first].Source)
                last++;
            Expand(step, first, last, outputs);
        }
        _history.Add([.. _next]);
        _going.Clear();
        _going.AddRange(_next);
        Arrange();
    }

    // The beam of one source, rows first to last − 1.
    void Expand(int step, int first, int last, Numerics.Shapes.Sequence<T> outputs)
    {
        var source = _going[first].Source;
        var done = _done[source];
        _best.Begin(_beam.Width - done.Count);
        for (var row = first; row < last; row++)
        {
            if (!_best.Offer(row, _going[row].LogProbability, outputs[0, row]))
                throw new InvalidOperationException($"Step {step} of row {source}: the decoder wrote something that is not a number; its weights or its source are broken.");
        }
        foreach (ref readonly var candidate in _best.Ranked)
        {
            if (candidate.Symbol == _options.End)
                done.Add(new Done(candidate.Row, step, candidate.LogProbability, IsEnded: true));
            else
                _next.Add(new Beam(source, candidate.Symbol, candidate.Row, candidate.LogProbability));
        }
    }

    void Arrange()
    {
        var isMoved = false;
        for (var row = 0; row < _going.Count; row++)
        {
            _parents[row] = _going[row].Parent;
            isMoved |= _parents[row] != row;
        }
        if (isMoved)
            _steps.Arrange(_parents.AsSpan(0, _going.Count));
    }

    Hypothesis[] Ranked(List<Done> done) => [.. done.Select(Written).OrderByDescending(one => one.IsEnded).ThenByDescending(one => one.Score).Take(_beam.Best)];   // both orders are stable

    // Back from the last symbol: a beam of a step's history names the row of the history before it.
    Hypothesis Written(Done done)
    {
        var symbols = new int[done.Steps];
        var row = done.Row;
        for (var step = done.Steps - 1; step >= 0; step--)
        {
            var beam = _history[step][row];
            (symbols[step], row) = (beam.Symbol, beam.Parent);
        }
        return new Hypothesis(symbols, done.LogProbability, _beam.ScoreOf(done.LogProbability, done.Steps + (done.IsEnded ? 1 : 0)), done.IsEnded);
    }
}
