using System;
using System.Runtime.InteropServices;

namespace Unroll.Mpi.Exchange;

/// <summary>Rank 0's bytes to all, through memory of its own: a broadcast of MPI cannot be called back, and the caller's memory must not be written to after an error.</summary>
sealed unsafe class BroadcastOperation(Wire wire) : Operation(wire)
{
    const int ChunkBytes = 1 << 20;

    readonly byte* _chunk = (byte*)NativeMemory.AlignedAlloc(ChunkBytes, 64);
    nint _request;
    byte* _values;
    long _bytes;
    long _done;

    protected override bool IsComplete => HasBegun && _done == _bytes;

    internal override bool IsTaken() => base.IsTaken() && Wire.IsOver(ref _request);

    /// <summary>Takes up a vector, which stays where it is until the operation is over.</summary>
    internal void Take<T>(T* values, int count, long sequence)
        where T : unmanaged
    {
        _values = (byte*)values;
        _bytes = (long)count * sizeof(T);
        _done = 0;
        Open(new Opening(Call.Broadcast, Opening.KindOf<T>(), count, sequence, 0, 0), default);
    }

    protected override void Begin()
    {
        if (_bytes > 0)
            Post();
    }

    protected override bool AdvanceData()
    {
        if (!Wire.IsOver(ref _request))
            return false;
        var bytes = Next();
        if (Wire.Rank > 0)
            new ReadOnlySpan<byte>(_chunk, bytes).CopyTo(new Span<byte>(_values + _done, bytes));
        _done += bytes;
        if (_done < _bytes)
            Post();
        return true;
    }

    void Post()
    {
        var bytes = Next();
        if (Wire.Rank == 0)
            new ReadOnlySpan<byte>(_values + _done, bytes).CopyTo(new Span<byte>(_chunk, bytes));
        Wire.Broadcast(_chunk, bytes, ref _request);
    }

    int Next() => (int)Math.Min(ChunkBytes, _bytes - _done);
}
