using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Unroll.Mpi.Exchange;

/// <summary>Every rank's bytes to rank 0. Short ones go with the opening; every rank's length is in its own.</summary>
sealed unsafe class GatherOperation : Operation
{
    const int ChunkBytes = 1 << 20;

    readonly RequestQueue[] _queues;   // at rank 0 one for each rank; elsewhere one, to rank 0
    readonly byte[][] _blobs;
    byte* _values;
    int _count;

    internal GatherOperation(Wire wire)
        : base(wire)
    {
        var others = wire.Rank == 0 ? wire.Size : 1;
        _queues = [.. Enumerable.Range(0, others).Select(_ => new RequestQueue(Wire.Window))];
        _blobs = new byte[wire.Rank == 0 ? wire.Size : 0][];
    }

    /// <summary>What came, by rank; empty elsewhere than at rank 0.</summary>
    internal byte[][] Blobs => _blobs;

    internal override bool IsTaken()
    {
        var taken = base.IsTaken();
        return (Wire.Rank == 0 || _queues[0].HasSettled(Wire)) && taken;
    }

    protected override bool IsComplete => HasBegun && (Wire.Rank == 0 ? Late().Count == 0 : _queues[0].Done == Chunks(Wire.Rank));

    /// <summary>Takes up this rank's bytes, which stay where they are until the operation is over.</summary>
    internal void Take(byte* values, int count, long sequence)
    {
        _values = values;
        _count = count;
        var payload = count <= MostPayload ? new ReadOnlySpan<byte>(values, count) : default;
        Open(new Opening(Call.Gather, 0, count, sequence, 0, payload.Length), payload);
    }

    internal override void Cancel()
    {
        base.Cancel();
        if (Wire.Rank > 0)
            return;
        foreach (var queue in _queues)
            queue.Cancel();
    }

    internal override bool IsQuiet()
    {
        var quiet = base.IsQuiet();
        foreach (var queue in Wire.Rank == 0 ? _queues : [])
            quiet &= queue.HasSettled(Wire);
        return quiet;
    }

    protected override IEnumerable<int> Behind() => IsComplete ? [] : Wire.Rank > 0 ? [0] : Late();

    protected override void Begin()
    {
        foreach (var queue in _queues)
            queue.Clear();
        for (var rank = 0; rank < _blobs.Length; rank++)
        {
            // Pinned, and kept by this operation: MPI writes to it.
            _blobs[rank] = GC.AllocateUninitializedArray<byte>(checked((int)OpeningOf(rank).Count), pinned: true);
            if (rank == 0)
                new ReadOnlySpan<byte>(_values, _count).CopyTo(_blobs[rank]);
            else if (Chunks(rank) == 0)
                Payload(rank).CopyTo(_blobs[rank]);
        }
    }

    protected override bool AdvanceData()
    {
        var moved = false;
        if (Wire.Rank > 0)
        {
            while (_queues[0].Posted < Chunks(Wire.Rank) && _queues[0].HasRoom)
            {
                var chunk = _queues[0].Posted;
                Wire.Send(_values + (long)chunk * ChunkBytes, Bytes(Wire.Rank, chunk), 0, Wire.DataTag(Opening.Sequence, 0), ref _queues[0].Next());
            }
            return _queues[0].Poll(Wire);
        }
        for (var rank = 1; rank < Wire.Size; rank++)
        {
            var queue = _queues[rank];
            while (queue.Posted < Chunks(rank) && queue.HasRoom)
            {
                var chunk = queue.Posted;
                Wire.Receive((byte*)Unsafe.AsPointer(ref _blobs[rank][0]) + (long)chunk * ChunkBytes, Bytes(rank, chunk), rank, Wire.DataTag(Opening.Sequence, 0), ref queue.Next());
            }
            moved |= queue.Poll(Wire);
        }
        return moved;
    }

    List<int> Late() => [.. Enumerable.Range(1, Wire.Size - 1).Where(rank => _queues[rank].Done < Chunks(rank))];

    int Chunks(int rank) => OpeningOf(rank).Count <= MostPayload ? 0 : (int)((OpeningOf(rank).Count + ChunkBytes - 1) / ChunkBytes);

    int Bytes(int rank, int chunk) => (int)Math.Min(ChunkBytes, OpeningOf(rank).Count - (long)chunk * ChunkBytes);
}
