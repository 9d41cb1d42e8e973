using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Translation;

/// <summary>
/// Carries the final states of an encoder's layers to the decoder's layers, and the gradients back. Where one walk hands on to one walk, both read the other's memory; only
/// the states of two directions are copied, side by side.
/// </summary>
sealed unsafe class StateHandover<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // One state of one of the decoder's walks, and the encoder's walks whose states it is made of.
    readonly record struct Link(RecurrentTrace<T>[] Sources, RecurrentTrace<T> Target, int State, Reservation Joined)
    {
        public int Width => Target.StateWidth(State);
    }

    readonly List<Link> _planned = [];
    readonly Link[] _links;   // in the order of the decoder's layers, walks and states: that of its carried states
    readonly Workspace<T> _memory;

    /// <summary>Takes the memory.</summary>
    /// <exception cref="ArgumentException">The layers with states are not alike; the message names them.</exception>
    public StateHandover(Trace<T> encoder, Trace<T> decoder)
    {
        var (sources, targets) = (StateHolder<T>.Of(encoder), StateHolder<T>.Of(decoder));
        RequireLast(encoder, sources);
        if (sources.Count != targets.Count)
            throw new ArgumentException($"The encoder hands on the states of {sources.Count} recurrent layer{(sources.Count == 1 ? "" : "s")}, but the decoder has {targets.Count}; give both as many.", nameof(decoder));
        var plan = new MemoryPlan();
        for (var i = 0; i < targets.Count; i++)
        {
            RequireAlike(sources[i], targets[i]);
            PlanLinks(plan, sources[i].Walks, targets[i].Walks, encoder.Shape.Batch);
        }
        _links = [.. _planned];
        Width = _links.Sum(link => link.Width);
        _memory = new Workspace<T>(plan);
    }

    /// <summary>Numbers of one row's states, all together.</summary>
    public int Width { get; }

    void PlanLinks(MemoryPlan plan, RecurrentTrace<T>[] sources, RecurrentTrace<T>[] targets, int batch)
    {
        for (var walk = 0; walk < targets.Length; walk++)
        {
            RecurrentTrace<T>[] parts = sources.Length == targets.Length ? [sources[walk]] : sources;
            for (var state = 0; state < targets[walk].States; state++)
                _planned.Add(new Link(parts, targets[walk], state, plan.Reserve(parts.Length == 1 ? 0 : (long)batch * targets[walk].StateWidth(state))));
        }
    }

    /// <summary>The decoder's next pass starts where the encoder's last one ended.</summary>
    public void Give()
    {
        foreach (ref readonly var link in _links.AsSpan())
            link.Target.InitialState.Set(link.State, link.Sources.Length == 1 ? link.Sources[0].FinalState(link.State) : Join(link));
    }

    /// <summary>The encoder's next backward pass starts from the gradients that the decoder's last one ended with.</summary>
    public void GiveBack()
    {
        foreach (ref readonly var link in _links.AsSpan())
        {
            var gradient = link.Target.InitialStateGradient(link.State);
            var first = 0;
            foreach (var source in link.Sources)
            {
                var width = source.StateWidth(link.State);
                source.FinalStateGradient.Set(link.State, new Matrix<T>(gradient.Data + first, gradient.Rows, width, gradient.Stride));
                first += width;
            }
        }
    }

    /// <summary>The final states of the encoder's last pass, <c>[rows][<see cref="Width"/>]</c> in the order of the decoder's carried states.</summary>
    public void CopyTo(Span<T> states)
    {
        var first = 0;
        foreach (ref readonly var link in _links.AsSpan())
        {
            foreach (var source in link.Sources)
            {
                var final = source.FinalState(link.State);
                for (var row = 0; row < final.Rows; row++)
                    final[row].CopyTo(states[(row * Width + first)..]);
                first += final.Columns;
            }
        }
    }

    Matrix<T> Join(in Link link)
    {
        var rows = link.Sources[0].Packing.Batch;
        var joined = new Matrix<T>(_memory[link.Joined], rows, link.Width, link.Width);
        var first = 0;
        foreach (var source in link.Sources)
        {
            var final = source.FinalState(link.State);
            for (var row = 0; row < rows; row++)
                final[row].CopyTo(joined[row][first..]);
            first += final.Columns;
        }
        Debug.Assert(first == link.Width, "the parts make up the state");
        return joined;
    }

    static void RequireLast(Trace<T> encoder, List<StateHolder<T>> sources)
    {
        if (sources.Count == 0)
            throw new ArgumentException("The encoder has no recurrent layer, and so no states to hand on; give it one.", nameof(encoder));
        if (sources[^1].Layer != encoder.Layers.Count - 1)
            throw new ArgumentException($"The encoder's {Lower(encoder.Layers[^1].Title)} comes after its last recurrent layer; nothing of it would reach the decoder, so leave it out.", nameof(encoder));
    }

    static void RequireAlike(StateHolder<T> source, StateHolder<T> target)
    {
        var states = source.Walks[0].States;
        var isAlike = source.Cell == target.Cell && states == target.Walks[0].States
            && (target.Walks.Length == 1 || target.Walks.Length == source.Walks.Length)
            && Enumerable.Range(0, states).All(state => source.WidthOf(state) == target.WidthOf(state));
        if (!isAlike)
        {
            throw new ArgumentException($"The encoder's {Lower(source.Title)} hands on {source.Shape}, but the decoder's {Lower(target.Title)} starts from {target.Shape}; "
                + $"give both one cell and one size{(source.Walks.Length > 1 ? " (both directions are handed on side by side, so the decoder has the units of both)" : "")}.");
        }
    }

    static string Lower(string title) => char.ToLowerInvariant(title[0]) + title[1..];
}
