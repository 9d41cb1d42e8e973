using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace Unroll.Networks.Translation;

/// <summary>
/// The search itself, whatever is stepped: every answer of a source's beam is gone on with by every symbol, and the most likely ones stay. One that ends leaves the beam with its place;
/// where no symbol ends an answer, all are cut.
/// </summary>
/// <param name="steps">What is stepped; as many rows as sources have beams together.</param>
/// <param name="beam">Width, length penalty, number of answers.</param>
/// <param name="end">The symbol that ends an answer; none does where null.</param>
/// <param name="who">Who wrote the outputs, for messages.</param>
sealed class BeamSearch<T>(IBeamSteps<T> steps, BeamOptions beam, int? end, string who)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // An answer that is still going on: what it has read last, and the row of the step before that it goes on from.
    readonly record struct Beam(int Source, int Symbol, int Parent, double LogProbability);

    // An answer that is done: the row and step that wrote its last symbol.
    readonly record struct Done(int Row, int Steps, double LogProbability, bool IsEnded);

    readonly BeamCandidates<T> _best = new(beam.Width);
    readonly List<Beam[]> _history = [];    // for each step the beams that went on from it
    readonly List<Beam> _going = [], _next = [];
    int[] _symbols = [], _parents = [];     // [rows]: of one step
    List<Done>[] _done = [];

    /// <summary>Searches from what the rows have come to, one row for each source.</summary>
    /// <param name="first">What each source's row reads first.</param>
    /// <param name="mostSteps">Most steps of an answer.</param>
    /// <returns>For each source at most <see cref="BeamOptions.Best"/> answers: those that ended before those that were cut, each by their scores, the best first.</returns>
    /// <exception cref="InvalidOperationException">Outputs are not numbers.</exception>
    public Hypothesis[][] Run(ReadOnlySpan<int> first, int mostSteps)
    {
        Begin(first);
        for (var step = 0; step < mostSteps && _going.Count > 0; step++)
            Step(step);
        for (var row = 0; row < _going.Count; row++)   // these are cut
            _done[_going[row].Source].Add(new Done(row, mostSteps, _going[row].LogProbability, IsEnded: false));
        return Array.ConvertAll(_done, Ranked);
    }

    void Begin(ReadOnlySpan<int> first)
    {
        if (_symbols.Length < first.Length * beam.Width)
            (_symbols, _parents) = (new int[first.Length * beam.Width], new int[first.Length * beam.Width]);
        _history.Clear();
        _going.Clear();
        _done = new List<Done>[first.Length];
        for (var row = 0; row < first.Length; row++)
        {
            _done[row] = [];
            _going.Add(new Beam(row, first[row], row, 0));
        }
    }

    void Step(int step)
    {
        for (var row = 0; row < _going.Count; row++)
            _symbols[row] = _going[row].Symbol;
        var outputs = steps.Step(_symbols.AsSpan(0, _going.Count));
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
        _best.Begin(beam.Width - done.Count);
        for (var row = first; row < last; row++)
        {
            if (!_best.Offer(row, _going[row].LogProbability, outputs[0, row]))
                throw new InvalidOperationException($"Step {step} of row {source}: the {who} wrote something that is not a number; its weights or its input are broken.");
        }
        foreach (ref readonly var candidate in _best.Ranked)
        {
            if (candidate.Symbol == end)
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
            steps.Arrange(_parents.AsSpan(0, _going.Count));
    }

    Hypothesis[] Ranked(List<Done> done) => [.. done.Select(Written).OrderByDescending(one => one.IsEnded).ThenByDescending(one => one.Score).Take(beam.Best)];   // both orders are stable

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
        return new Hypothesis(symbols, done.LogProbability, beam.ScoreOf(done.LogProbability, done.Steps + (done.IsEnded ? 1 : 0)), done.IsEnded);
    }
}
