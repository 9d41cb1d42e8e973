using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Streaming;

/// <summary>
/// Tells how well a network that writes a score for each symbol it reads foresees one long sequence that comes in parts. Many steps are run at a time: the bits are those of one step after another.
/// Nothing is allocated once it is made. Not for several threads at once.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class SymbolScorer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int MostSteps = 128;

    readonly Network<T> _network;
    readonly Trace<T> _trace;
    readonly CarriedStates<T> _states;
    readonly Workspace<int> _memory;
    readonly Reservation _inputs;   // [steps][1]
    int _last = -1;                 // the symbol read last; -1 before the first

    /// <summary>Takes the memory.</summary>
    /// <param name="network">The network.</param>
    /// <param name="team">The threads that run it; the caller's alone where null.</param>
    /// <exception cref="ArgumentException">The network does not write as many scores as it reads symbols, or a layer needs whole sequences; the message names it.</exception>
    public SymbolScorer(Network<T> network, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.InputWidth != network.OutputWidth)
            throw new ArgumentException($"The network reads {network.InputWidth} symbols and writes {network.OutputWidth} numbers; it must write a score for each symbol.", nameof(network));
        _network = network;
        _trace = network.CreateTrace(MostSteps, 1, TraceMode.Inference, team ?? WorkerTeam.Single);
        _states = new CarriedStates<T>(_trace);
        var plan = new MemoryPlan();
        _inputs = plan.Reserve(MostSteps);
        _memory = new Workspace<int>(plan);
    }

    /// <summary>A new sequence begins.</summary>
    public void Reset()
    {
        _states.Reset();
        _last = -1;
    }

    /// <summary>Goes on with the sequence.</summary>
    /// <param name="symbols">Its next symbols.</param>
    /// <param name="logProbabilities">Room for one number for each: the natural logarithm of the probability that it was given; NaN for the sequence's first, which nothing foretells.</param>
    /// <exception cref="ArgumentException">There is less room, or a symbol is out of range; none was read.</exception>
    /// <exception cref="InvalidOperationException">The network wrote something that is not a number.</exception>
    public void Add(ReadOnlySpan<int> symbols, Span<double> logProbabilities)
    {
        if (logProbabilities.Length < symbols.Length)
            throw new ArgumentException($"There is room for {logProbabilities.Length} numbers, and there are {symbols.Length} symbols; give one place for each.", nameof(logProbabilities));
        foreach (var symbol in symbols)
        {
            if ((uint)symbol >= (uint)_network.OutputWidth)
                throw new ArgumentException($"Symbol {symbol} is out of range; this network has symbols from 0 to {_network.OutputWidth - 1}.", nameof(symbols));
        }
        if (_last < 0 && symbols.Length > 0)
        {
            (_last, logProbabilities[0]) = (symbols[0], double.NaN);
            symbols = symbols[1..];
            logProbabilities = logProbabilities[1..];
        }
        for (int at = 0, count; at < symbols.Length; at += count)
        {
            count = Math.Min(MostSteps, symbols.Length - at);
            AddSteps(symbols.Slice(at, count), logProbabilities.Slice(at, count));
        }
    }

    void AddSteps(ReadOnlySpan<int> symbols, Span<double> logProbabilities)
    {
        var inputs = _memory.Span(_inputs);
        inputs[0] = _last;
        symbols[..^1].CopyTo(inputs[1..]);
        _last = symbols[^1];
        _states.Give();
        _network.Forward(new LayerInput<T>(new Sequence<int>(_memory[_inputs], symbols.Length, 1, 1, 1)), _trace);
        _states.Take();
        for (var step = 0; step < symbols.Length; step++)
        {
            var scores = _trace.Outputs[step, 0];
            logProbabilities[step] = SymbolChances.Wide(scores[symbols[step]]) - SymbolChances.LogSum<T>(scores);
            if (double.IsNaN(logProbabilities[step]))
                throw new InvalidOperationException("The network wrote something that is not a number; its weights are broken.");
        }
    }
}
