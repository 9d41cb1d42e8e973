using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Translation;

/// <summary>
/// Runs the decoder of an encoder-decoder one step at a time, from the states that an encoder's pass ended with: the outputs are, to the bit, those of the decoder over the whole sequence.
/// How the next input is chosen is the caller's business. Nothing is allocated once it is made. Not for several threads at once.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class StepwiseDecoder<T> : IBeamSteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Network<T> _decoder;
    readonly Trace<T> _encoder;
    readonly Trace<T> _trace;
    readonly StateHandover<T> _handover;
    readonly T[] _states;   // [rows][width]
    readonly Workspace<T> _numbers;
    readonly Workspace<int> _integers;
    readonly Reservation _dense, _symbols;

    /// <summary>Takes the memory.</summary>
    /// <param name="model">The model; it may be trained in between, the next step then runs with the new weights.</param>
    /// <param name="encoder">The trace of the model's encoder whose last pass is gone on from.</param>
    /// <param name="rows">Most rows decoded side by side: the encoder's, or more where one source has several answers.</param>
    /// <param name="team">The threads that run it.</param>
    /// <exception cref="ArgumentException">The trace is not one of the model's encoder.</exception>
    public StepwiseDecoder(EncoderDecoder<T> model, Trace<T> encoder, int rows, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.Owner != model.Encoder)
            throw new ArgumentException("The trace is not one of this model's encoder; make it with Encoder.CreateTrace.", nameof(encoder));
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, encoder.Shape.Batch);
        (_decoder, _encoder) = (model.Decoder, encoder);
        _trace = _decoder.CreateTrace(1, rows, TraceMode.Inference, team);
        States = new CarriedStates<T>(_trace);
        _handover = new StateHandover<T>(encoder, _trace);
        _states = new T[checked(rows * States.Width)];
        var (numbers, integers) = (new MemoryPlan(), new MemoryPlan());
        var readsSymbols = (_decoder.Layers[0].Reads & InputKinds.Symbols) != 0;
        var readsNumbers = (_decoder.Layers[0].Reads & InputKinds.Numbers) != 0;
        _dense = numbers.Reserve(readsNumbers ? (long)rows * _decoder.InputWidth : 0);
        _symbols = integers.Reserve(readsSymbols ? rows : 0);
        (_numbers, _integers) = (new Workspace<T>(numbers), new Workspace<int>(integers));
    }

    /// <summary>Most rows.</summary>
    public int Rows => States.Rows;

    /// <summary>Numbers, or symbols there are, that the decoder reads at each step.</summary>
    public int InputWidth => _decoder.InputWidth;

    /// <summary>The rows' states.</summary>
    public CarriedStates<T> States { get; }

    /// <summary>What the last step wrote, <c>[1, rows, output width]</c>.</summary>
    public Sequence<T> Outputs => _trace.Outputs;

    /// <summary>Each row of the encoder's last pass starts from the states that it ended with.</summary>
    /// <exception cref="InvalidOperationException">The encoder has not run.</exception>
    public void Start()
    {
        if (!_encoder.HasRun)
            throw new InvalidOperationException("The encoder has not run on its trace; run it before the decoder.");
        _handover.CopyTo(_states);
        for (var row = 0; row < _encoder.Packing.Batch; row++)
            States.Set(row, StateOf(row));
    }

    /// <summary>Row i goes on from what row <c>parents[i]</c> has come to: a parent may have several rows, or none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parent is no row.</exception>
    public void Arrange(ReadOnlySpan<int> parents)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parents.Length, Rows, nameof(parents));
        States.Arrange(parents, _states);
    }

    /// <summary>One step of the first rows, one symbol for each.</summary>
    /// <returns>The outputs <c>[1, rows, output width]</c>; the next step overwrites them.</returns>
    /// <exception cref="ArgumentException">There are no symbols or more than rows, the decoder reads numbers, or a symbol is out of range.</exception>
    public Sequence<T> Step(ReadOnlySpan<int> symbols)
    {
        if (symbols.IsEmpty || symbols.Length > Rows)
            throw new ArgumentException($"{symbols.Length} symbols were given; give 1 to {Rows}, one for each row.", nameof(symbols));
        var target = _integers.Span(_symbols);
        if (target.IsEmpty)
            throw new ArgumentException("This decoder reads numbers; give a row of them for each row.", nameof(symbols));
        symbols.CopyTo(target);
        return Step(new LayerInput<T>(new Sequence<int>(_integers[_symbols], 1, symbols.Length, 1, 1)));
    }

    /// <summary>One step of the first rows from numbers, <c>[rows][input width]</c> one row behind the other.</summary>
    /// <returns>The outputs <c>[1, rows, output width]</c>; the next step overwrites them.</returns>
    /// <exception cref="ArgumentException">The numbers are not those of 1 to <see cref="Rows"/> rows, or the decoder reads symbols.</exception>
    public Sequence<T> Step(ReadOnlySpan<T> numbers)
    {
        var (rows, left) = Math.DivRem(numbers.Length, _decoder.InputWidth);
        if (left != 0 || rows < 1 || rows > Rows)
            throw new ArgumentException($"{numbers.Length} numbers were given; give 1 to {Rows} rows of {_decoder.InputWidth}.", nameof(numbers));
        var target = _numbers.Span(_dense);
        if (target.IsEmpty)
            throw new ArgumentException("This decoder reads symbols; give one for each row.", nameof(numbers));
        numbers.CopyTo(target);
        return Step(new LayerInput<T>(new Sequence<T>(_numbers[_dense], 1, rows, _decoder.InputWidth, _decoder.InputWidth)));
    }

    Sequence<T> Step(LayerInput<T> input)
    {
        States.Give();
        _decoder.Forward(input, _trace);
        States.Take();
        return _trace.Outputs;
    }

    Span<T> StateOf(int row) => _states.AsSpan(row * States.Width, States.Width);
}
