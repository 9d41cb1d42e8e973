using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Threading;
using Unroll.Training.Collectives;

namespace Unroll.Mpi.Exchange;

/// <summary>Moves all operations that are on their way, and waits for them: with an ear for ranks that give up and an eye on the clock. Any thread may call.</summary>
sealed class Ranks(Wire wire, TimeSpan timeout)
{
    const int MostActive = 2;       // operations whose data are on their way; the others have told what they come for
    const int LooksPerNote = 64;
    const int DelayPatience = 60;   // as often the time-out while one rank works alone: a wait without end would leave a rank behind whose network is gone
    static readonly TimeSpan s_sending = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan s_leaving = TimeSpan.FromSeconds(5);
    static readonly TimeSpan s_stagger = TimeSpan.FromMilliseconds(30);   // so that of ranks that all wait for one, the first speaks for all

    readonly Lock _gate = new();
    readonly List<Operation> _pending = [];
    readonly Notes _notes = new(wire);
    Failure? _failure;
    bool _expectsDelay;
    long _sequence;   // calls begun so far: the number of the next

    /// <summary>Why nothing goes on; null while all is well.</summary>
    internal Failure? Failure => Volatile.Read(ref _failure);

    /// <summary>Begins a sum that the caller waits for.</summary>
    internal unsafe void Begin<T>(SumOperation sum, T* values, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        lock (_gate)
            sum.Take(values, count, waits: true, Add(sum));
    }

    /// <summary>Begins a sum that goes on beside the caller; its number.</summary>
    internal long Begin<T>(SumOperation sum, Memory<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        lock (_gate)
        {
            var sequence = Add(sum);
            sum.Hold(values, sequence);
            return sequence;
        }
    }

    /// <summary>Begins a broadcast.</summary>
    internal unsafe void Begin<T>(BroadcastOperation broadcast, T* values, int count)
        where T : unmanaged
    {
        lock (_gate)
            broadcast.Take(values, count, Add(broadcast));
    }

    /// <summary>Begins a gathering.</summary>
    internal unsafe void Begin(GatherOperation gather, byte* values, int count)
    {
        lock (_gate)
            gather.Take(values, count, Add(gather));
    }

    /// <summary>Begins a meeting.</summary>
    internal void Begin(MeetingOperation meeting, Call call, int element, long count, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
            meeting.Open(new Opening(call, element, count, Add(meeting), 0, payload.Length), payload);
    }

    /// <summary>The next wait is for a rank that works alone, and has sixty times the limit.</summary>
    internal void ExpectDelay() => _expectsDelay = true;

    /// <summary>Waits until a call is over.</summary>
    /// <exception cref="CollectiveAbortedException">A rank gave up or did not come.</exception>
    /// <exception cref="InvalidOperationException">The ranks came for different things.</exception>
    internal void Wait(Operation operation)
    {
        var patience = Patience.Begin();
        for (var look = 1; ; look++)
        {
            bool moved;
            lock (_gate)
            {
                moved = MoveOn();
                if (operation.IsDone)
                {
                    _expectsDelay = false;
                    return;
                }
                ThrowIfFailed();
            }
            if (moved)
                patience.Reset();
            else if (patience.Rest() || look % LooksPerNote == 0)
                Listen(operation, patience.Waited);
        }
    }

    /// <summary>Moves what is on its way, without waiting.</summary>
    internal void Advance()
    {
        lock (_gate)
        {
            ThrowIfFailed();
            while (MoveOn())
            {
            }
        }
    }

    /// <summary>Moves what is on its way, beside the thread that waits or works, in small steps, so that this one need not wait to begin the next sum; false when nothing is. What goes wrong is kept for the thread that will wait.</summary>
    internal bool MoveBesides()
    {
        while (true)
        {
            lock (_gate)
            {
#pragma warning disable CA1031 // On a thread that nobody waits for; whoever waits for the sum is told.
                try
                {
                    if (MoveOn())
                        continue;
                }
                catch (Exception e)
                {
                    if (_failure is null)
                    {
                        Fail(new Failure(wire.Rank, $"Rank {wire.Rank} of {wire.Size} gave up: {e.Message}"));
                        Tell(e.Message);
                    }
                    return false;
                }
#pragma warning restore CA1031
                return _failure is null && _pending.Count > 0;
            }
        }
    }

    /// <summary>Gives up, and tells the others. Only the first time; nothing after a failure that all know of.</summary>
    internal void Abort(string reason)
    {
        lock (_gate)
        {
            // Of ranks that fail at the same cause one speaks, as far as they have heard of each other.
            if (_failure is null && _notes.Read() is { } note)
                Fail(note);
            if (_failure is not null)
                return;
            Fail(new Failure(wire.Rank, $"Rank {wire.Rank} of {wire.Size} gave up: {reason}"));
            Tell(reason);
        }
    }

    /// <summary>Takes an error as one that all ranks find by themselves.</summary>
    internal void FailAlike(string message)
    {
        lock (_gate)
        {
            if (_failure is null)
                Fail(new Failure(0, message));
        }
    }

    /// <summary>After a failure: waits until all others know and are ready to end; false when one does not answer, or MPI may still write to a caller's memory.</summary>
    internal bool TakeLeave()
    {
        lock (_gate)
        {
            _notes.TakeLeave();
            var absent = _failure?.Absent ?? [];
            if (!Within(s_leaving, () => _notes.HaveAllLeft(absent)) || absent.Count > 0)
                return false;
            return Within(s_sending, () => _pending.TrueForAll(operation => operation.IsQuiet() & operation.IsTaken())) && Close();
        }
    }

    /// <summary>Stops listening for notes.</summary>
    internal bool Close()
    {
        _notes.Close();
        return Within(s_sending, _notes.IsClosed);
    }

    long Add(Operation operation)
    {
        ThrowIfFailed();
        _pending.Add(operation);
        return _sequence++;
    }

    bool MoveOn()
    {
        if (_failure is not null)
            return false;
        try
        {
            return MovePending();
        }
        catch (InvalidOperationException e)
        {
            Fail(new Failure(0, e.Message));
            throw;
        }
        catch (MpiException e)
        {
            Fail(new Failure(wire.Rank, $"Rank {wire.Rank} of {wire.Size} gave up: {e.Message}"));
            Tell(e.Message);
            throw;
        }
    }

    bool MovePending()
    {
        var moved = false;
        var (active, mayBegin) = (0, true);
        for (var i = 0; i < _pending.Count; i++)
        {
            var operation = _pending[i];
            moved |= operation.Advance(mayBegin);
            if (operation.IsDone)
            {
                _pending.RemoveAt(i--);
                continue;
            }
            mayBegin &= operation.HasBegun && ++active < MostActive;
        }
        return moved;
    }

    void Listen(Operation operation, TimeSpan waited)
    {
        lock (_gate)
        {
            if (_failure is null && _notes.Read() is { } note)
                Fail(note);
            if (_failure is null && waited > Limit + wire.Rank * s_stagger)
            {
                var (reason, absent) = Overdue(operation);
                Fail(new Failure(wire.Rank, Sentence(reason)) { Absent = absent });
                Tell(reason);
                AgreeOnSpeaker(absent);
            }
            ThrowIfFailed();
        }
    }

    // On a busy machine several ranks lose patience before they hear of each other; of these the lowest speaks.
    void AgreeOnSpeaker(IReadOnlyList<int> absent)
    {
        var lowest = 0;
        while (absent.Contains(lowest))
            lowest++;
        Within(s_sending, () =>
        {
            if (_failure is { } failure && _notes.Read() is { } other && other.Speaker < failure.Speaker)
                Volatile.Write(ref _failure, failure with { Speaker = other.Speaker });
            return _failure?.Speaker == lowest;
        });
    }

    TimeSpan Limit => _expectsDelay ? timeout * DelayPatience : timeout;

    (string Reason, IReadOnlyList<int> Absent) Overdue(Operation operation)
    {
        // The oldest call is the one that all others wait for.
        var first = _pending.Count > 0 ? _pending[0] : operation;
        var seconds = Limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var missing = first.Missing();
        var (late, what) = missing.Count > 0 ? (missing, "did not come to") : (first.Laggards(), "came but did not go on with");
        var reason = late.Count > 0
            ? $"{RankList.Of(late)} {what} {first.Opening.Describe()} within {seconds} s."
            : $"{first.Opening.Describe()} did not go on within {seconds} s, and MPI does not say which rank it waits for.";
        return (reason, late);
    }

    static string Sentence(string reason) => char.ToUpperInvariant(reason[0]) + reason[1..];

    void Fail(Failure failure)
    {
        Volatile.Write(ref _failure, failure);
        foreach (var operation in _pending)
            operation.Cancel();
        // What has begun to come in comes to its end, or the process ends without freeing a byte (TakeLeave).
        Within(s_sending, () => _pending.TrueForAll(operation => operation.IsQuiet()));
    }

    void Tell(string reason)
    {
        _notes.Write(reason);
        Within(s_sending, _notes.AreSent);
    }

    static bool Within(TimeSpan time, Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > time)
                return false;
            Native.Pause.Microseconds(100);
        }
        return true;
    }

    void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw new CollectiveAbortedException(failure.Message);
    }
}
