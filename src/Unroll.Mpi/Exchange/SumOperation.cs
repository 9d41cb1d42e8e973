using System;
using System.Buffers;
using System.Numerics;
using Unroll.Numerics.Lanes;
using Unroll.Training.Collectives;

namespace Unroll.Mpi.Exchange;

/// <summary>A sum over all ranks, in place. A short vector goes whole with the opening and every rank adds for itself.</summary>
abstract unsafe class SumOperation(Wire wire) : Operation(wire)
{
    readonly nint[] _destination = new nint[1];
    readonly LaneWidth _width = LaneWidths.Widest;
    delegate*<ReadOnlySpan<nint>, ReadOnlySpan<nint>, int, int, LaneWidth, void> _add;
    MemoryHandle _pin;

    /// <summary>By rank: where the numbers to add start.</summary>
    protected nint[] Sources { get; } = new nint[wire.Size];

    /// <summary>The vector.</summary>
    protected byte* Values { get; private set; }

    /// <summary>Numbers in it.</summary>
    protected int Count { get; private set; }

    /// <summary>Bytes of a number.</summary>
    protected int Element { get; private set; }

    /// <summary>How the data go, in the opening.</summary>
    protected abstract int Detail { get; }

    /// <summary>Whether it was let go and waits for another vector.</summary>
    internal bool IsAtRest { get; private set; } = true;

    /// <summary>Whether the vector goes with the opening.</summary>
    protected bool IsShort => (long)Count * Element <= MostPayload;

    /// <summary>Whether the caller waits for the end at once.</summary>
    protected bool Waits { get; private set; }

    /// <summary>Takes up a vector, which stays where it is until the operation is over.</summary>
    internal void Take<T>(T* values, int count, bool waits, long sequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IsAtRest = false;
        Values = (byte*)values;
        Count = count;
        Element = sizeof(T);
        Waits = waits;
        _add = &RankOrder.Add<T>;
        var payload = IsShort ? new ReadOnlySpan<byte>(values, count * sizeof(T)) : default;
        Open(new Opening(Call.Sum, Opening.KindOf<T>(), count, sequence, Detail, payload.Length), payload);
    }

    /// <summary>Takes up a vector that the collector may move, and holds it.</summary>
    internal void Hold<T>(Memory<T> values, long sequence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _pin = values.Pin();
        Take((T*)_pin.Pointer, values.Length, waits: false, sequence);
    }

    /// <summary>Lets the vector go. Not called after a failure: then MPI may still know it.</summary>
    internal void Release()
    {
        _pin.Dispose();
        _pin = default;
        Values = null;
        IsAtRest = true;
    }

    protected override void Begin()
    {
        if (!IsShort)
            return;
        for (var rank = 0; rank < Wire.Size; rank++)
            Sources[rank] = (nint)PayloadStart(rank);
        Add((nint)Values, Count);
    }

    /// <summary>Adds the numbers at <see cref="Sources"/> in the order of ranks.</summary>
    protected void Add(nint destination, int count)
    {
        _destination[0] = destination;
        _add(Sources, _destination, 0, count, _width);
    }
}
