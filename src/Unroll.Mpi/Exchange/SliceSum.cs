using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Training;

namespace Unroll.Mpi.Exchange;

/// <summary>
/// The sum in the order of ranks. The vector is cut into slices, one for each rank; a slice's rank gets the others' pieces of it, adds them in the order of ranks and sends the result to all.
/// All in chunks: while one is added the next ones come, and results go out as they are ready.
/// </summary>
sealed unsafe class SliceSum : SumOperation
{
    const int SliceGrain = 64;
    const int LineBytes = 64;

    readonly Peer?[] _peers;   // by rank; null for this one
    (nint Start, long Bytes) _scratch;   // [ranks, window, chunk]: pieces of this rank's slice
    int _chunk;       // numbers
    int _start;       // of this rank's slice
    int _count;
    int _chunks;
    int _added;
    int _stride;      // bytes between chunks in the scratch memory: less than a chunk where slices are short, as among many ranks
    bool _complete;

    internal SliceSum(Wire wire)
        : base(wire) => _peers = [.. Enumerable.Range(0, wire.Size).Select(rank => rank == wire.Rank ? null : new Peer(rank))];

    internal override bool IsTaken()
    {
        var taken = base.IsTaken();
        foreach (var peer in _peers)
        {
            if (peer is not null)
                taken &= peer.Pieces.HasSettled(Wire) & peer.Results.HasSettled(Wire);
        }
        return taken;
    }

    protected override bool IsComplete => HasBegun && _complete;

    protected override int Detail => Wire.ChunkBytes;

    internal override void Cancel()
    {
        base.Cancel();
        foreach (var peer in _peers)
        {
            peer?.OwnPieces.Cancel();
            peer?.OwnResults.Cancel();
        }
    }

    internal override bool IsQuiet()
    {
        var quiet = base.IsQuiet();
        foreach (var peer in _peers)
        {
            if (peer is not null)
                quiet &= peer.OwnPieces.HasSettled(Wire) & peer.OwnResults.HasSettled(Wire);
        }
        return quiet;
    }

    // Whoever has not sent its pieces keeps all others from their results, so it is the one to name.
    protected override IEnumerable<int> Behind()
    {
        var peers = IsShort ? [] : _peers.OfType<Peer>().ToList();
        var silent = peers.Where(peer => peer.OwnPieces.Posted > peer.OwnPieces.Done).ToList();
        return (silent.Count > 0 ? silent : peers.Where(peer => !peer.IsComplete(_chunks) && IsAwaited(peer))).Select(peer => peer.Rank);
    }

    protected override void Begin()
    {
        base.Begin();
        _added = 0;
        _complete = IsShort;
        if (IsShort)
            return;
        _chunk = Wire.ChunkBytes / Element;
        (_start, var end) = PartRange.Of(Count, SliceGrain, Wire.Rank, Wire.Size);
        _count = end - _start;
        _chunks = Chunks(_count);
        _stride = (int)Math.Min(Wire.ChunkBytes, ((long)_count * Element + LineBytes - 1) / LineBytes * LineBytes);
        _scratch = Wire.RentScratch((long)Wire.Size * Wire.Window * _stride);
        foreach (var peer in _peers)
        {
            if (peer is null)
                continue;
            var slice = PartRange.Of(Count, SliceGrain, peer.Rank, Wire.Size);
            peer.Begin(slice.Start, slice.End - slice.Start, Chunks(slice.End - slice.Start));
        }
    }

    protected override bool AdvanceData()
    {
        var moved = false;
        foreach (var peer in _peers)
        {
            if (peer is null)
                continue;
            Post(peer);
            moved |= peer.Poll(Wire);
        }
        while (_added < _chunks && IsReady(_added))
        {
            AddAndSend();
            moved = true;
        }
        _complete = _added == _chunks && AreAllComplete();
        if (_complete)
            Wire.ReturnScratch(_scratch);
        return moved;
    }

    static bool IsAwaited(Peer peer) => peer.OwnResults.Posted > peer.OwnResults.Done || peer.Pieces.Posted > peer.Pieces.Done || peer.Results.Posted > peer.Results.Done;

    void Post(Peer peer)
    {
        var (pieces, results) = (Wire.DataTag(Opening.Sequence, 0), Wire.DataTag(Opening.Sequence, 1));
        while (peer.OwnPieces.Posted < _chunks && peer.OwnPieces.Posted - _added < Wire.Window)
        {
            var chunk = peer.OwnPieces.Posted;
            Wire.Receive((void*)ScratchOf(peer.Rank, chunk), Bytes(_count, chunk), peer.Rank, pieces, ref peer.OwnPieces.Next());
        }
        while (peer.Pieces.Posted < peer.Chunks && peer.Pieces.HasRoom)
        {
            var chunk = peer.Pieces.Posted;
            Wire.Send(At(peer.Start, chunk), Bytes(peer.Count, chunk), peer.Rank, pieces, ref peer.Pieces.Next());
        }
        // A result overwrites the piece that was sent for it, so it may come only when the piece has gone.
        while (peer.OwnResults.Posted < peer.Pieces.Done && peer.OwnResults.HasRoom)
        {
            var chunk = peer.OwnResults.Posted;
            Wire.Receive(At(peer.Start, chunk), Bytes(peer.Count, chunk), peer.Rank, results, ref peer.OwnResults.Next());
        }
    }

    // A loop, for a lambda that knows this object would be made anew at each look.
    bool AreAllComplete()
    {
        foreach (var peer in _peers)
        {
            if (peer is not null && !peer.IsComplete(_chunks))
                return false;
        }
        return true;
    }

    bool IsReady(int chunk)
    {
        foreach (var peer in _peers)
        {
            if (peer is not null && (peer.OwnPieces.Done <= chunk || !peer.Results.HasRoom))
                return false;
        }
        return true;
    }

    void AddAndSend()
    {
        for (var rank = 0; rank < Wire.Size; rank++)
            Sources[rank] = rank == Wire.Rank ? (nint)At(_start, _added) : ScratchOf(rank, _added);
        Add((nint)At(_start, _added), Bytes(_count, _added) / Element);
        foreach (var peer in _peers)
        {
            if (peer is not null)
                Wire.Send(At(_start, _added), Bytes(_count, _added), peer.Rank, Wire.DataTag(Opening.Sequence, 1), ref peer.Results.Next());
        }
        _added++;
    }

    nint ScratchOf(int rank, int chunk) => _scratch.Start + (nint)(((long)rank * Wire.Window + chunk % Wire.Window) * _stride);

    int Chunks(int count) => (int)(((long)count + _chunk - 1) / _chunk);

    int Bytes(int count, int chunk) => Math.Min(_chunk, count - chunk * _chunk) * Element;

    byte* At(int start, int chunk) => Values + ((long)start + (long)chunk * _chunk) * Element;

    // What goes to and comes from one other rank.
    sealed class Peer(int rank)
    {
        internal readonly RequestQueue Pieces = new(Wire.Window);       // of its slice, to it
        internal readonly RequestQueue OwnPieces = new(Wire.Window);    // of this rank's slice, from it
        internal readonly RequestQueue Results = new(Wire.Window);      // of this rank's slice, to it
        internal readonly RequestQueue OwnResults = new(Wire.Window);   // of its slice, from it

        internal int Rank => rank;

        internal int Start { get; private set; }

        internal int Count { get; private set; }

        internal int Chunks { get; private set; }

        internal void Begin(int start, int count, int chunks)
        {
            (Start, Count, Chunks) = (start, count, chunks);
            Pieces.Clear();
            OwnPieces.Clear();
            Results.Clear();
            OwnResults.Clear();
        }

        internal bool Poll(Wire wire) => Pieces.Poll(wire) | OwnPieces.Poll(wire) | Results.Poll(wire) | OwnResults.Poll(wire);

        internal bool IsComplete(int ownChunks) => Pieces.Done == Chunks && OwnResults.Done == Chunks && Results.Done == ownChunks;
    }
}
