using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Unroll.Mpi.Exchange;

/// <summary>The messages that a rank gives up, and those with which ranks that know of an error take leave. Apart from all data.</summary>
sealed unsafe class Notes
{
    const int NoteTag = 1;
    const int LeaveTag = 2;
    const int NoteBytes = 1024;
    const int Head = 2 * sizeof(int);   // rank, bytes of text

    readonly Wire _wire;
    readonly byte* _incoming = (byte*)NativeMemory.AllocZeroed(NoteBytes);
    readonly byte* _outgoing = (byte*)NativeMemory.AllocZeroed(NoteBytes);
    readonly nint[] _sends;
    readonly nint[] _leaves;
    nint _receive;

    internal Notes(Wire wire)
    {
        _wire = wire;
        _sends = new nint[wire.Size];
        _leaves = new nint[2 * wire.Size];
        if (wire.Size > 1)
            Receive();
    }

    /// <summary>What another rank gave up for; null while none did.</summary>
    internal Failure? Read()
    {
        if (_receive == 0 || !_wire.IsOver(ref _receive))
            return null;
        var rank = *(int*)_incoming;
        var text = Encoding.UTF8.GetString(_incoming + Head, Math.Clamp(((int*)_incoming)[1], 0, NoteBytes - Head)).TrimEnd('\uFFFD');
        Receive();
        return new Failure(rank, $"Rank {rank} of {_wire.Size} gave up: {text}");
    }

    /// <summary>Tells all others, without waiting.</summary>
    internal void Write(string text)
    {
        *(int*)_outgoing = _wire.Rank;
        Encoding.UTF8.GetEncoder().Convert(OneLine(text), new Span<byte>(_outgoing + Head, NoteBytes - Head), true, out _, out var bytes, out _);
        ((int*)_outgoing)[1] = bytes;
        for (var rank = 0; rank < _wire.Size; rank++)
        {
            if (rank != _wire.Rank && _sends[rank] == 0)
                SendTo(rank, Head + bytes);
        }
    }

    /// <summary>Moves what was sent; true when all of it has gone.</summary>
    internal bool AreSent()
    {
        var gone = true;
        foreach (ref var send in _sends.AsSpan())
            gone &= _wire.IsOver(ref send);
        return gone;
    }

    /// <summary>Tells all others that this rank knows and is ready to end, and listens for theirs.</summary>
    internal void TakeLeave()
    {
        for (var rank = 0; rank < _wire.Size; rank++)
        {
            if (rank == _wire.Rank)
                continue;
            _wire.ReceiveControl(null, 0, rank, LeaveTag, ref _leaves[2 * rank]);
            _wire.SendControl(null, 0, rank, LeaveTag, ref _leaves[2 * rank + 1]);
        }
    }

    /// <summary>Whether all but some have taken leave.</summary>
    internal bool HaveAllLeft(IReadOnlyList<int> others)
    {
        var left = true;
        for (var rank = 0; rank < _wire.Size; rank++)
            left &= (_wire.IsOver(ref _sends[rank]) & _wire.IsOver(ref _leaves[2 * rank]) & _wire.IsOver(ref _leaves[2 * rank + 1])) || others.Contains(rank);
        return left;
    }

    /// <summary>Stops listening.</summary>
    internal void Close() => Wire.Cancel(ref _receive);

    /// <summary>Whether nothing is listened for any more.</summary>
    internal bool IsClosed() => _wire.IsOver(ref _receive);

    void Receive() => _wire.ReceiveControl(_incoming, NoteBytes, null, NoteTag, ref _receive);

    void SendTo(int rank, int bytes)
    {
        try
        {
            _wire.SendControl(_outgoing, bytes, rank, NoteTag, ref _sends[rank]);
        }
        catch (MpiException)
        {
            _sends[rank] = 0;   // a rank that cannot be reached; the others still can
        }
    }

    static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
