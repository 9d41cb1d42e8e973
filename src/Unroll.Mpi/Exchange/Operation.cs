using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;

namespace Unroll.Mpi.Exchange;

/// <summary>
/// One call on its way. It begins with an <see cref="Opening"/> from each rank to each; once all have come for the same, its data go. Used again for later calls of its kind.
/// Its memory is MPI's to write to and is never given back.
/// </summary>
abstract unsafe class Operation
{
    /// <summary>Bytes that go with an opening at most: what every transport sends at once, without asking.</summary>
    internal const int MostPayload = 2048;

    const int SlotBytes = Opening.Bytes + MostPayload;

    readonly byte* _slots;   // [ranks][opening, payload]; this rank's own is what it sends
    readonly nint[] _sends;
    readonly nint[] _receives;
    int _unsent;
    int _missing;

    protected Operation(Wire wire)
    {
        Wire = wire;
        _slots = (byte*)NativeMemory.AlignedAlloc((nuint)((long)wire.Size * SlotBytes), 64);
        _sends = new nint[wire.Size];
        _receives = new nint[wire.Size];
    }

    /// <summary>What this rank came for.</summary>
    internal Opening Opening { get; private set; }

    /// <summary>Whether all have come and the data may go.</summary>
    internal bool HasBegun { get; private set; }

    /// <summary>Whether it is over.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>When it was, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    internal long DoneAt { get; private set; }

    protected Wire Wire { get; }

    /// <summary>Whether the data have come and gone.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Tells all what this rank came for.</summary>
    internal void Open(in Opening opening, ReadOnlySpan<byte> payload)
    {
        Opening = opening;
        HasBegun = IsDone = false;
        *(Opening*)Slot(Wire.Rank) = opening;
        payload.CopyTo(new Span<byte>(Slot(Wire.Rank) + Opening.Bytes, MostPayload));
        _unsent = _missing = Wire.Size - 1;
        for (var rank = 0; rank < Wire.Size; rank++)
        {
            if (rank != Wire.Rank)
                Wire.Receive(Slot(rank), SlotBytes, rank, Wire.OpeningTag, ref _receives[rank]);
        }
        for (var rank = 0; rank < Wire.Size; rank++)
        {
            if (rank != Wire.Rank)
                Wire.Send(Slot(Wire.Rank), Opening.Bytes + payload.Length, rank, Wire.OpeningTag, ref _sends[rank]);
        }
    }

    /// <summary>Moves it on without waiting; true if something moved.</summary>
    /// <param name="mayBegin">Whether its data may go: those of calls go in the same order on all ranks.</param>
    /// <exception cref="InvalidOperationException">The ranks came for different things.</exception>
    internal bool Advance(bool mayBegin)
    {
        var moved = PollOpenings();
        if (!HasBegun)
        {
            if (_missing > 0 || !mayBegin)
                return moved;
            RequireAgreement();
            HasBegun = moved = true;
            Begin();
        }
        if (!IsComplete)
            moved |= AdvanceData();
        IsDone = IsComplete && _unsent == 0;
        if (IsDone)
            DoneAt = Stopwatch.GetTimestamp();
        return moved;
    }

    /// <summary>What came with a rank's opening.</summary>
    internal ReadOnlySpan<byte> Payload(int rank) => new(Slot(rank) + Opening.Bytes, ((Opening*)Slot(rank))->Payload);

    /// <summary>Ranks that have not come, and whether any has sent less than it said.</summary>
    internal IReadOnlyList<int> Missing() => [.. Enumerable.Range(0, Wire.Size).Where(rank => rank != Wire.Rank && _receives[rank] != 0)];

    /// <summary>Gives up what this rank waits for.</summary>
    internal virtual void Cancel()
    {
        foreach (ref var request in _receives.AsSpan())
            Wire.Cancel(ref request);
    }

    /// <summary>Looks at what was given up; true when MPI will not write for this call any more.</summary>
    internal virtual bool IsQuiet()
    {
        var quiet = true;
        foreach (ref var request in _receives.AsSpan())
            quiet &= Wire.IsOver(ref request);
        return quiet;
    }

    /// <summary>Looks at what was sent; true when the other ranks have taken all of it.</summary>
    internal virtual bool IsTaken() => (_unsent = Count(_sends, _unsent)) == 0;

    /// <summary>Ranks that came but whose data, or whose taking of this rank's, are awaited.</summary>
    internal IReadOnlyList<int> Laggards() => [.. Enumerable.Range(0, Wire.Size).Where(rank => _sends[rank] != 0).Union(HasBegun ? Behind() : []).Order()];

    /// <summary>Once it has begun: the ranks whose part in the data's way is awaited.</summary>
    protected virtual IEnumerable<int> Behind() => [];

    /// <summary>Starts the data's way; all ranks agree.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Moves the data; true if something moved.</summary>
    protected virtual bool AdvanceData() => false;

    /// <summary>What a rank came with.</summary>
    protected Opening OpeningOf(int rank) => *(Opening*)Slot(rank);

    protected byte* PayloadStart(int rank) => Slot(rank) + Opening.Bytes;

    byte* Slot(int rank) => _slots + (long)rank * SlotBytes;

    bool PollOpenings()
    {
        if (_unsent == 0 && _missing == 0)
            return false;
        var before = _unsent + _missing;
        _unsent = Count(_sends, _unsent);
        _missing = Count(_receives, _missing);
        return _unsent + _missing < before;
    }

    int Count(nint[] requests, int open)
    {
        if (open == 0)
            return 0;
        open = 0;
        foreach (ref var request in requests.AsSpan())
        {
            if (request != 0 && !Wire.IsOver(ref request))
                open++;
        }
        return open;
    }

    void RequireAgreement()
    {
        for (var rank = 0; rank < Wire.Size; rank++)
        {
            if (!OpeningOf(rank).Agrees(Opening))
                throw new InvalidOperationException(Disagreement());
        }
    }

    string Disagreement()
    {
        var groups = Enumerable.Range(0, Wire.Size).GroupBy(rank => OpeningOf(rank) with { Payload = 0 }).Select(group => $"{RankList.Of(group)} with {group.Key.Describe()}");
        return string.Create(CultureInfo.InvariantCulture, $"The ranks came with different calls: {string.Join("; ", groups)}. All must call the same members in the same order with vectors of the same length.");
    }
}
