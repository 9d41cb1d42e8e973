using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Streaming;

/// <summary>
/// Runs a network one step at a time over some parallel streams, each with its own kept states: the outputs are, to the bit, those of the network over the whole sequences.
/// Nothing is allocated once it is made. Not for several threads at once.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class StepwiseNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Network<T> _network;
    readonly Trace<T> _trace;
    readonly Workspace<T> _numbers;
    readonly Workspace<int> _integers;
    readonly Reservation _dense, _symbols;

    /// <summary>Takes the memory.</summary>
    /// <param name="network">The network; it may be trained in between, the next step then runs with the new weights.</param>
    /// <param name="rows">Parallel streams, B ≥ 1.</param>
    /// <param name="team">The threads that run it; the caller's alone where null.</param>
    /// <exception cref="ArgumentException">A layer needs whole sequences (both directions, a mean over steps); the message names it.</exception>
    public StepwiseNetwork(Network<T> network, int rows = 1, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _trace = network.CreateTrace(1, rows, TraceMode.Inference, team ?? WorkerTeam.Single);
        States = new CarriedStates<T>(_trace);
        var (numbers, integers) = (new MemoryPlan(), new MemoryPlan());
        _dense = numbers.Reserve((long)rows * network.InputWidth);
        _symbols = integers.Reserve(rows);
        (_numbers, _integers) = (new Workspace<T>(numbers), new Workspace<int>(integers));
    }

    /// <summary>Parallel streams.</summary>
    public int Rows => States.Rows;

    /// <summary>Numbers (or symbols) read at each step.</summary>
    public int InputWidth => _network.InputWidth;

    /// <summary>Numbers written at each step.</summary>
    public int OutputWidth => _network.OutputWidth;

    /// <summary>The streams' states, to read, set, save and take up.</summary>
    public CarriedStates<T> States { get; }

    /// <summary>What the last step wrote, <c>[1, rows, output width]</c>.</summary>
    public Sequence<T> Outputs => _trace.Outputs;

    /// <summary>The threads that run it.</summary>
    internal WorkerTeam Team => _trace.Team;

    /// <summary>Every stream starts anew.</summary>
    public void Reset() => States.Reset();

    /// <summary>A stream starts anew.</summary>
    public void Reset(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        States.Reset(row);
    }

    /// <summary>One step of all streams.</summary>
    /// <param name="input">One step of <see cref="Rows"/> rows.</param>
    /// <returns>The outputs <c>[1, rows, output width]</c>; the next step overwrites them.</returns>
    /// <exception cref="ArgumentException">The input has another shape, or a symbol is out of range.</exception>
    public Sequence<T> Step(LayerInput<T> input)
    {
        if (input.Steps != 1 || input.Batch != Rows)
            throw new ArgumentException($"The input has {input.Steps} steps of {input.Batch} rows; give one step of {Rows}.", nameof(input));
        States.Give();
        _network.Forward(input, _trace);
        States.Take();
        return _trace.Outputs;
    }

    /// <summary>One step of all streams from numbers, <c>[rows][input width]</c> one row behind the other.</summary>
    /// <returns>The outputs <c>[1, rows, output width]</c>; the next step overwrites them.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    public Sequence<T> Step(ReadOnlySpan<T> input)
    {
        var width = _network.InputWidth;
        if (input.Length != Rows * width)
            throw new ArgumentException($"{input.Length} numbers were given for {Rows} rows of {width}; give {Rows * width}.", nameof(input));
        input.CopyTo(_numbers.Span(_dense));
        return Step(new LayerInput<T>(new Sequence<T>(_numbers[_dense], 1, Rows, width, width)));
    }

    /// <summary>One step of all streams from symbols, one for each row.</summary>
    /// <returns>The outputs <c>[1, rows, output width]</c>; the next step overwrites them.</returns>
    /// <exception cref="ArgumentException">There are more or fewer symbols, or one is out of range.</exception>
    public Sequence<T> Step(ReadOnlySpan<int> symbols)
    {
        if (symbols.Length != Rows)
            throw new ArgumentException($"{symbols.Length} symbols were given for {Rows} rows; give one for each.", nameof(symbols));
        symbols.CopyTo(_integers.Span(_symbols));
        return Step(new LayerInput<T>(new Sequence<int>(_integers[_symbols], 1, Rows, 1, 1)));
    }
}
