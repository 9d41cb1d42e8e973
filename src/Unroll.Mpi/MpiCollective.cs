using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using Unroll.Mpi.Exchange;
using Unroll.Mpi.Launching;
using Unroll.Mpi.Native;
using Unroll.Training.Collectives;

namespace Unroll.Mpi;

/// <summary>
/// The collective of the processes of an MPI job; this process is one rank of it. All ranks call the same members in the same order; a rank that comes for something else, gives up or does not come
/// ends the wait of all with a message that names it. One thread calls; only <see cref="Abort"/> may come from another. One for each process, and after an error it does nothing more than say so.
/// </summary>
public sealed unsafe class MpiCollective : ICollective, IDisposable
{
    // Small ones cost Open MPI's shared memory a system call each and gain nothing: measured from 16 to 8192 kB at 100, 1,000 and 10,000 kB, with two ranks.
    const int DefaultChunkBytes = 512 << 10;

    static readonly TimeSpan s_printing = TimeSpan.FromMilliseconds(500);   // what ranks have printed is on its way through mpirun, which drops it when it ends them

    static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(100);

    // MPICH 4.0 over UCX closes its connections in MPI_Finalize, where each rank waits until the others confirm that, and confirms nothing once it has got its own. A rank that comes early is answered by those that still call MPI, and is gone
    // when they come: they wait for ever. Ranks that call nothing for this long come together, however late one has heard that all have come to the end.
    static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(250);

    static readonly TimeSpan s_endStagger = TimeSpan.FromSeconds(6);   // rank 0 speaks and goes; the launcher then ends the others, for which Open MPI takes two seconds or four, and was seen to crash when they ended by themselves meanwhile

    static int s_started;   // MPI itself can be started once in a process

    readonly Wire _wire;
    readonly Ranks _ranks;
    readonly SumPool _sums;
    readonly OperationPool<MeetingOperation> _meetings;
    readonly Courier _courier;
    readonly List<PendingSum> _begun = [];
    readonly bool _endsQuietly;
    readonly TimeSpan _endPatience;
    BroadcastOperation? _broadcast;
    GatherOperation? _gather;
    bool _disposed;

    MpiCollective(MpiLibrary library, Wire wire, MpiOptions options, bool isOneHost)
    {
        _endsQuietly = !library.IsOpenMpi && !isOneHost;
        _endPatience = options.EndPatience;
        _wire = wire;
        _ranks = new Ranks(wire, options.Timeout);
        _sums = new SumPool(wire, options.Order);
        _meetings = new OperationPool<MeetingOperation>(() => new MeetingOperation(wire));
        _courier = new Courier(_ranks);
        Library = library.Version;
    }

    /// <inheritdoc/>
    public int Rank => _wire.Rank;

    /// <inheritdoc/>
    public int Size => _wire.Size;

    /// <inheritdoc/>
    public bool Overlaps { get; private set; }

    /// <summary>What the MPI library says of itself: its name and version.</summary>
    public string Library { get; }

    /// <summary>
    /// After an error the rank whose part it is to tell people, so that it is said once: the one that gave up, the first that waited in vain, or rank 0 where all found the same. Null while all is well.
    /// </summary>
    public int? Speaker => _ranks.Failure?.Speaker;

    /// <summary>Starts MPI in this process, with what the launcher left in the environment; returns when all ranks have.</summary>
    /// <param name="options">How; null for what the environment says.</param>
    /// <exception cref="MpiException">There is no MPI library, or it does not belong to the launcher; the message says what to do.</exception>
    /// <exception cref="InvalidOperationException">MPI was started in this process before.</exception>
    public static MpiCollective Start(MpiOptions? options = null) => Start(options ?? new MpiOptions().WithEnvironment(), DefaultChunkBytes);

    internal static MpiCollective Start(MpiOptions options, int chunkBytes)
    {
        options.Validate();
        var launch = MpiLaunch.FromEnvironment();
        var library = SignalHandlers.Keep(() => MpiLibrary.Load(options.Library, launch));
        if (Interlocked.Exchange(ref s_started, 1) == 1)
            throw new InvalidOperationException("MPI can be started only once in a process; keep the first MpiCollective.");
        var collective = new MpiCollective(library, Wire.Open(library, launch, chunkBytes), options, isOneHost: launch is null || launch.LocalSize == launch.Size);
        collective.AgreeOnOverlap(options.Overlap ?? launch is { LocalSize: > 0 } && launch.LocalSize < launch.Size);
        return collective;
    }

    // Ranks that begin sums and ranks that do not would wait for each other for ever.
    void AgreeOnOverlap(bool wanted)
    {
        var word = wanted && _wire.ThreadsMayTakeTurns ? 1 : 0;
        if (Size > 1)
            _wire.BroadcastAtOnce(&word, sizeof(int));
        Overlaps = word == 1;
    }

    /// <inheritdoc/>
    /// <exception cref="CollectiveAbortedException">A rank gave up or did not come in time.</exception>
    /// <exception cref="InvalidOperationException">The ranks came for different things, or with vectors of different lengths or kinds; all are told the same.</exception>
    /// <exception cref="MpiException">MPI reports an error.</exception>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
            return;
        fixed (T* start = values)
        {
            var sum = _sums.Rent<T>(values.Length);
            _ranks.Begin(sum, start, values.Length);
            _ranks.Wait(sum);
            _sums.Return(sum);
        }
    }

    /// <summary>
    /// Begins a sum and returns at once, so that a gradient can go out while the next is computed. It moves whenever this collective is called, so call <see cref="Advance"/> now and then; where sums <see cref="Overlaps"/> it also moves by itself.
    /// Nobody may touch the vector until <see cref="Complete"/>. Any number may be on their way; all ranks begin them in the same order.
    /// </summary>
    /// <param name="values">The vector; held in its place meanwhile.</param>
    /// <exception cref="CollectiveAbortedException">A rank gave up.</exception>
    public PendingSum BeginSum<T>(Memory<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
            return default;
        var sum = _sums.Rent<T>(values.Length);
        var sequence = _ranks.Begin(sum, values);
        if (Overlaps)
            _courier.Wake();
        else
            _ranks.Advance();
        return new PendingSum(sum, sequence);
    }

    /// <summary>Waits until a sum is over; then its vector holds it.</summary>
    /// <inheritdoc cref="Sum{T}"/>
    public void Complete(PendingSum pending)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (pending.Operation is not { } sum)
            return;
        if (sum.Opening.Sequence != pending.Sequence || sum.IsAtRest)
            throw new InvalidOperationException("This sum was completed before.");
        _courier.Rest();
        _ranks.Wait(sum);
        _sums.Return(sum);
    }

    /// <inheritdoc/>
    void ICollective.BeginSum<T>(Memory<T> values) => _begun.Add(BeginSum(values));

    /// <inheritdoc/>
    /// <inheritdoc cref="Sum{T}"/>
    public void CompleteSums()
    {
        foreach (var pending in _begun)
            Complete(pending);
        _begun.Clear();
    }

    /// <inheritdoc/>
    public void UseOrder(SumOrder order)
    {
        if (order is not (SumOrder.Ordered or SumOrder.Fast))
            throw new ArgumentOutOfRangeException(nameof(order), order, "Known are Ordered and Fast.");
        _sums.Order = order;
    }

    /// <summary>Moves sums that are on their way, without waiting.</summary>
    /// <inheritdoc cref="Sum{T}"/>
    public void Advance()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size > 1)
            _ranks.Advance();
    }

    /// <inheritdoc/>
    /// <inheritdoc cref="Sum{T}"/>
    public void Broadcast<T>(Span<T> values)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
            return;
        fixed (T* start = values)
        {
            _broadcast ??= new BroadcastOperation(_wire);
            _ranks.Begin(_broadcast, start, values.Length);
            _ranks.Wait(_broadcast);
        }
    }

    /// <summary>Rank 0's bytes, of any length, to all.</summary>
    /// <param name="bytes">At rank 0 what is sent; not looked at elsewhere.</param>
    /// <returns>A copy of rank 0's bytes.</returns>
    /// <inheritdoc cref="Sum{T}"/>
    public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        Broadcast(new Span<int>(ref length));
        var copy = Rank == 0 ? bytes.ToArray() : new byte[length];
        Broadcast<byte>(copy);
        return copy;
    }

    /// <summary>Every rank's bytes, of any length, to rank 0.</summary>
    /// <param name="bytes">This rank's.</param>
    /// <returns>At rank 0 the bytes of all, by rank; elsewhere nothing.</returns>
    /// <inheritdoc cref="Sum{T}"/>
    public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
            return [bytes.ToArray()];
        fixed (byte* start = bytes)
        {
            _gather ??= new GatherOperation(_wire);
            _ranks.Begin(_gather, start, bytes.Length);
            _ranks.Wait(_gather);
            return [.. _gather.Blobs];
        }
    }

    /// <summary>Returns when all ranks have come.</summary>
    /// <inheritdoc cref="Sum{T}"/>
    public void Barrier() => Meet(Call.Barrier);

    /// <summary>Compares a vector that must be the same everywhere, by a digest: it costs a pass over the vector and one short message.</summary>
    /// <param name="values">The vector.</param>
    /// <param name="what">What it is, for the message: "the parameters".</param>
    /// <param name="step">The training step, compared as well.</param>
    /// <exception cref="RanksDifferException">The ranks differ; all ranks throw the same.</exception>
    /// <inheritdoc cref="Sum{T}"/>
    public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(what);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
            return;
        Span<ulong> words = stackalloc ulong[Comparison.Words];
        words[0] = (ulong)step;
        VectorDigest.Fill(values, words[1..]);
        var meeting = _meetings.Rent();
        _ranks.Begin(meeting, Call.Comparison, Opening.KindOf<T>(), values.Length, MemoryMarshal.AsBytes(words));
        _ranks.Wait(meeting);
        var difference = Comparison.Judge(meeting, Size, what, values.Length);
        _meetings.Return(meeting);
        if (difference is null)
            return;
        _ranks.FailAlike(difference.Message);
        throw difference;
    }

    /// <inheritdoc/>
    public void ExpectDelay() => _ranks.ExpectDelay();

    /// <summary>Tells the other ranks that this one cannot go on, and why. Any thread may call it; after the first error it does nothing.</summary>
    public void Abort(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Size > 1 && !_disposed)
            _ranks.Abort(reason.Message);
    }

    /// <summary>
    /// Ends MPI in this process, together with all others. After an error it waits five seconds for the others to know; if one does not answer it ends all processes of the job, this one too and with exit code 1:
    /// so print first. Where MPI itself does not come to its end, rank 0 says so after fifteen seconds and its process ends, the others' some seconds later; with <see cref="Environment.ExitCode"/> if all went well before.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _courier.Dispose();
        if (Size > 1)
            EndTogether();
        _disposed = true;
        if (_endsQuietly)
            Thread.Sleep(s_quiet);
        using (LastResort.EndAfter(_endPatience + Math.Sign(Rank) * s_endStagger, Speaker is null ? Environment.ExitCode : LastResort.ExitCode, Rank == 0 ? EndlessEnd() : null))
            Wire.End();
    }

    string EndlessEnd() => $"{Library} did not end within {_endPatience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s (MPI_Finalize); this process ends without. Its work was over.";

    /// <summary>The last that this rank has to do with the others, but for the end of MPI itself.</summary>
    internal void EndTogether()
    {
        try
        {
            if (Speaker is null)
                Meet(Call.End);
        }
        catch (Exception e) when (e is CollectiveAbortedException or InvalidOperationException or MpiException)
        {
            if (Speaker is null || Speaker == Rank)
                Console.Error.WriteLine(e.Message);   // nobody else will: a Dispose must not throw
        }
        if (Speaker is null ? _ranks.Close() : _ranks.TakeLeave())
            return;
        // One rank ends them all, the others only if it does not: Open MPI's mpirun was seen to crash when several did at once.
        Thread.Sleep(s_printing + (Rank == Speaker ? TimeSpan.Zero : s_printing + Math.Min(Rank, 20) * s_turn));
        _wire.Abort();
    }

    void Meet(Call call)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Size == 1)
            return;
        var meeting = _meetings.Rent();
        _ranks.Begin(meeting, call, 0, 0, default);
        _ranks.Wait(meeting);
        _meetings.Return(meeting);
    }
}
