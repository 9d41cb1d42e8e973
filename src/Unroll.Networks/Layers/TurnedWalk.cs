using System;
using System.Numerics;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Layers;

/// <summary>
/// A recurrent layer's walk over rows that are turned round, each from its own end to its start, in the same packing: a turned row is as long as
/// the row. What stands at a place here belongs to the place that <see cref="PlaceCursor.Turned"/> says, and the other way round.
/// </summary>
sealed unsafe class TurnedWalk<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _inputWidth;
    readonly Reservation _inputPiece, _inputGradientPiece;
    readonly int[] _symbols;
    T* _inputs, _inputGradients;
    LayerInput<T> _given;

    public TurnedWalk(RecurrentLayer<T> layer, MemoryPlan plan, TraceShape shape)
    {
        Trace = (RecurrentTrace<T>)layer.Plan(plan, shape);
        var places = (long)shape.Steps * shape.Batch;
        _inputWidth = layer.InputWidth;
        _inputPiece = plan.Reserve(places * _inputWidth);
        _inputGradientPiece = plan.Reserve(shape.Mode == TraceMode.Training && shape.InputGradients ? places * _inputWidth : 0);
        _symbols = GC.AllocateUninitializedArray<int>(checked((int)places), pinned: true);
    }

    /// <summary>The walk itself. Its step 0 is each row's last.</summary>
    public RecurrentTrace<T> Trace { get; }

    /// <summary>The turned input.</summary>
    public LayerInput<T> Input { get; private set; }

    /// <summary>Memory for the gradient of the turned input.</summary>
    public Sequence<T> InputGradients => Rows(_inputGradients);

    public void Bind(Workspace<T> workspace)
    {
        Trace.Bind(workspace);
        _inputs = workspace[_inputPiece];
        _inputGradients = workspace[_inputGradientPiece];
    }

    Sequence<T> Rows(T* data)
    {
        var packing = _given.Packing!;
        return packing.IsFull ? new(data, packing.Steps, packing.Batch, _inputWidth, _inputWidth) : new(data, 1, packing.Places, _inputWidth, _inputWidth);
    }

    /// <summary>Takes an input, to be turned next.</summary>
    public void Take(LayerInput<T> input)
    {
        _given = input;
        Input = input.IsSymbols
            ? new(new Sequence<int>((int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _symbols[0]), input.Steps, input.Batch, 1, 1), input.Packing)
            : new(Rows(_inputs), input.Packing);
    }

    /// <summary>Turns one thread's share of the input.</summary>
    public void TurnInput(int part, int parts)
    {
        var packing = _given.Packing!;
        if (packing.IsFull && (_given.IsSymbols || _given.Dense.Stride == _inputWidth))
        {
            TurnSteps(packing, (int)((long)packing.Steps * part / parts), (int)((long)packing.Steps * (part + 1) / parts));
            return;
        }
        var cursor = new PlaceCursor(packing, part, parts);
        while (cursor.MoveNext())
        {
            if (_given.IsSymbols)
                _symbols[cursor.Place] = _given.Symbols.Data[cursor.Turned];
            else
                VectorRows<T>.Copy(_given.Dense.Row(0, cursor.Turned), _inputs + (nint)cursor.Place * _inputWidth, _inputWidth);
        }
    }

    // Nothing is padded: whole steps change places.
    void TurnSteps(Sequences.SequencePacking packing, int first, int last)
    {
        for (var t = first; t < last; t++)
        {
            int target = packing.PlaceAt(t), source = packing.PlaceAt(packing.Steps - 1 - t);
            if (_given.IsSymbols)
                new ReadOnlySpan<int>(_given.Symbols.Data + source, packing.Batch).CopyTo(_symbols.AsSpan(target));
            else
                VectorRows<T>.Copy(_given.Dense.Row(0, source), _inputs + (nint)target * _inputWidth, packing.Batch * _inputWidth);
        }
    }

    /// <summary>The gradient of the input of a place, turned back.</summary>
    public T* InputGradientAt(in PlaceCursor cursor) => _inputGradients + (nint)cursor.Turned * _inputWidth;
}
