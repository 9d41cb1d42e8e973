using System;
using System.Collections.Generic;

namespace Unroll.Mpi.Exchange;

/// <summary>
/// The sum of two ranks: each sends all it has, chunk by chunk, and adds for itself. The same bytes go over the wire as when each adds half for both, but they go once and wait for nothing.
/// </summary>
sealed unsafe class PairSum(Wire wire) : SumOperation(wire)
{
    readonly RequestQueue _out = new(Wire.Window);
    readonly RequestQueue _in = new(Wire.Window);
    nint _scratch;
    int _chunk;    // numbers
    int _chunks;
    int _added;

    protected override bool IsComplete => HasBegun && _added == _chunks;

    protected override int Detail => Wire.ChunkBytes;

    internal override bool IsTaken()
    {
        _out.Poll(Wire);
        return base.IsTaken() && _out.Posted == _out.Done;
    }

    int Other => 1 - Wire.Rank;

    internal override void Cancel()
    {
        base.Cancel();
        _in.Cancel();
    }

    internal override bool IsQuiet()
    {
        _in.Poll(Wire);
        return base.IsQuiet() && _in.Posted == _in.Done;
    }

    internal override IReadOnlyList<int> Laggards() => HasBegun && !IsComplete ? [Other] : [];

    protected override void Begin()
    {
        base.Begin();
        _out.Clear();
        _in.Clear();
        _added = 0;
        _chunk = Wire.ChunkBytes / Element;
        _chunks = IsShort ? 0 : (int)(((long)Count + _chunk - 1) / _chunk);
        _scratch = IsShort ? 0 : Wire.RentScratch();
    }

    protected override bool AdvanceData()
    {
        Post();
        var moved = _in.Poll(Wire) | _out.Poll(Wire);
        // What is still being sent must not change yet.
        while (_added < Math.Min(_in.Done, _out.Done))
        {
            AddPiece(_added * _chunk, Length(_added), _scratch, _added % Wire.Window);
            _added++;
            Post();
            _ = _in.Poll(Wire) | _out.Poll(Wire);
        }
        if (_added == _chunks)
            Wire.ReturnScratch(_scratch);
        return moved;
    }

    void Post()
    {
        while (_in.Posted < _chunks && _in.Posted - _added < Wire.Window)
        {
            var chunk = _in.Posted;
            Wire.Receive((void*)ScratchOf(_scratch, Other, chunk % Wire.Window), Length(chunk) * Element, Other, Wire.DataTag(Opening.Sequence, 0), ref _in.Next());
        }
        while (_out.Posted < _chunks && _out.HasRoom)
        {
            var chunk = _out.Posted;
            Wire.Send(Values + (long)chunk * _chunk * Element, Length(chunk) * Element, Other, Wire.DataTag(Opening.Sequence, 0), ref _out.Next());
        }
    }

    int Length(int chunk) => Math.Min(_chunk, Count - chunk * _chunk);
}
