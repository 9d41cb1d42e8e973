using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Optimizers;

/// <summary>
/// Walks a rule over the flat vectors of values, gradients and state. Every parameter is updated from its own numbers alone,
/// with operations that round the same at every width: the bits depend neither on the lane nor on the threads.
/// </summary>
sealed class RuleOptimizer<T, TOptions, TRule> : IOptimizer<T>, ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T, TOptions, TRule>
{
    // Below this a second thread costs more to wake than it saves. Adam on 41,000 floats takes 6.5 µs on one thread (0.16 ns a float,
    // AVX-512 EPYC); waking a team took over 100 µs on the same machine while it was busy.
    internal const int LeastForTeam = 524_288;
    const int PartGrain = 64;   // parts end on whole vectors and on whole cache lines

    readonly TOptions _options;
    readonly WorkerTeam? _team;
    readonly LaneWidth _width;
    readonly int _count;
    readonly OptimizerVector<T>[] _state;
    readonly Memory<T> _first, _second, _third;
    Parameters<T>? _parameters;
    TRule _rule;

    internal RuleOptimizer(TOptions options, Parameters<T> parameters, WorkerTeam? team, LaneWidth? width, double initialState = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _options = options;
        _team = team;
        _width = width ?? LaneWidths.Widest;
        _count = parameters.Count;
        var names = TRule.StateNames(options);
        Debug.Assert(names.Count <= 3, "at most three numbers of state");
        _state = new OptimizerVector<T>[names.Count];
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = new OptimizerVector<T>(names[i], AlignedVector.Allocate<T>(_count));
            _state[i].Values.Span.Fill(T.CreateChecked(initialState));
        }
        _first = _state.Length > 0 ? _state[0].Values : default;
        _second = _state.Length > 1 ? _state[1].Values : default;
        _third = _state.Length > 2 ? _state[2].Values : default;
    }

    public IReadOnlyList<OptimizerVector<T>> State => _state;

    public long Updates { get; set; }

    public void Update(Parameters<T> parameters, double rate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count != _count)
            throw new ArgumentException($"This optimizer was made for {_count} parameters and got {parameters.Count}; make one for each network.", nameof(parameters));
        Updates++;
        _rule = TRule.After(in _rule, _options, rate, Updates);
        _parameters = parameters;
        if (_team is null || _count < LeastForTeam)
            Execute(0, 1);
        else
            _team.Run(this);
        _parameters = null;
        parameters.MarkChanged();
    }

    public void Execute(int part, int parts)
    {
        Debug.Assert(_parameters is not null, "runs inside Update");
        var (start, end) = PartRange.Of(_count, PartGrain, part, parts);
        if (start == end)
            return;
        var vectors = new Vectors(_parameters.Values, _parameters.Gradients, _first.Span, _second.Span, _third.Span);
        var done = _width switch
        {
            LaneWidth.Bits512 => Walk<Lane512<T>>(_rule, vectors, start, end),
            LaneWidth.Bits256 => Walk<Lane256<T>>(_rule, vectors, start, end),
            LaneWidth.Bits128 => Walk<Lane128<T>>(_rule, vectors, start, end),
            _ => start,
        };
        Walk<Scalar<T>>(_rule, vectors, done, end);
    }

    // Returns where it stopped: fewer than a lane's numbers are left. Not inlined, so that each width gets registers of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Walk<L>(TRule rule, Vectors vectors, int start, int end)
        where L : struct, IVectorLane<L, T>
    {
        ref var values = ref vectors.Values;
        ref var gradients = ref vectors.Gradients;
        var states = vectors.States;
        L first = L.Zero, second = L.Zero, third = L.Zero;
        var i = start;
        for (; i <= end - L.Count; i += L.Count)
        {
            if (states > 0)
                first = L.Load(in Unsafe.Add(ref vectors.First, i));
            if (states > 1)
                second = L.Load(in Unsafe.Add(ref vectors.Second, i));
            if (states > 2)
                third = L.Load(in Unsafe.Add(ref vectors.Third, i));
            var value = rule.Apply(L.Load(in Unsafe.Add(ref values, i)), L.Load(in Unsafe.Add(ref gradients, i)), ref first, ref second, ref third);
            L.Store(value, ref Unsafe.Add(ref values, i));
            if (states > 0)
                L.Store(first, ref Unsafe.Add(ref vectors.First, i));
            if (states > 1)
                L.Store(second, ref Unsafe.Add(ref vectors.Second, i));
            if (states > 2)
                L.Store(third, ref Unsafe.Add(ref vectors.Third, i));
        }
        return i;
    }

    readonly ref struct Vectors
    {
        internal readonly ref T Values, Gradients, First, Second, Third;
        internal readonly int States;

        internal Vectors(Span<T> values, Span<T> gradients, Span<T> first, Span<T> second, Span<T> third)
        {
            Values = ref MemoryMarshal.GetReference(values);
            Gradients = ref MemoryMarshal.GetReference(gradients);
            First = ref MemoryMarshal.GetReference(first);
            Second = ref MemoryMarshal.GetReference(second);
            Third = ref MemoryMarshal.GetReference(third);
            States = third.Length > 0 ? 3 : second.Length > 0 ? 2 : first.Length > 0 ? 1 : 0;
        }
    }
}
