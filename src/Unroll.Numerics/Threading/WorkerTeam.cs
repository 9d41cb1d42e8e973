using System;
using System.Diagnostics;
using System.Threading;

namespace Unroll.Numerics.Threading;

/// <summary>
/// A fixed set of threads that work through the parts of a job together. Created by the host, passed down, disposed by the host.
/// A waiting thread looks for work for about a tenth of a millisecond and then sleeps, so a busy machine loses little to spinning and an idle team costs nothing.
/// </summary>
/// <remarks>
/// Every hand-over is "publish, full fence, look whether the other sleeps" on one side and "say that I sleep, full fence, look once more" on the other,
/// so at least one of the two sees the other and no wake-up is lost. The generation publishes the job to the helpers, the count of remaining parts
/// publishes their results to the caller.
/// </remarks>
public sealed class WorkerTeam : IDisposable
{
    // One turn is about 60 ns on .NET 10, which normalises SpinWait(1) to some 40 ns: 90 µs in all, longer than
    // most gaps between two jobs of a training step, far shorter than a time slice.
    const int SpinTurns = 1500;

    readonly Thread[] _helpers;
    readonly SemaphoreSlim[] _wake;
    readonly int[] _asleep;
    readonly SemaphoreSlim _finished = new(0);   // not an event, which allocates when it is first slept on
    readonly int _spinTurns;
    ITeamJob? _job;
    int _generation;
    int _remaining;
    int _mainAsleep;
    int _running;
    volatile Exception? _failure;
    volatile bool _disposed;

    /// <summary>Starts a team.</summary>
    /// <param name="threads">Threads, the caller's included: 1 to 1,024.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024);
        // With more threads than processors, one that spins only keeps the one it waits for from running.
        _spinTurns = threads > Environment.ProcessorCount ? 0 : SpinTurns;
        _helpers = new Thread[threads - 1];
        _wake = new SemaphoreSlim[threads - 1];
        _asleep = new int[threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
            _wake[i] = new SemaphoreSlim(0);
        for (var i = 0; i < _helpers.Length; i++)
        {
            var index = i;
            _helpers[i] = new Thread(() => HelperLoop(index)) { IsBackground = true, Name = $"unroll-{i + 1}" };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads in the team, the caller's included.</summary>
    public int Threads => _helpers.Length + 1;

    /// <summary>Helpers that have stopped looking for work and are blocked, or about to be.</summary>
    internal int SleepingHelpers
    {
        get
        {
            var count = 0;
            for (var i = 0; i < _asleep.Length; i++)
                count += Volatile.Read(ref _asleep[i]);
            return count;
        }
    }

    /// <summary>A team of one: the caller does everything.</summary>
    public static WorkerTeam Single { get; } = new(1);

    /// <summary>
    /// Runs the job in as many parts as there are threads; returns when all parts are done, whatever became of them.
    /// What the caller's own part throws is thrown as it is, and then hides what other parts threw.
    /// </summary>
    /// <exception cref="AggregateException">A part failed on another thread; it holds one of the failures.</exception>
    /// <exception cref="InvalidOperationException">The team is at work: a part asked it to run another job, or two threads did.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed. A team of one has nothing to dispose and goes on.</exception>
    public void Run(ITeamJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var parts = Threads;
        if (parts == 1)
        {
            job.Execute(0, 1);
            return;
        }
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("This team is at work on another job. Run jobs one after the other, or give each thread a team of its own.");
        _failure = null;
        _job = job;
        Volatile.Write(ref _remaining, parts - 1);
        Interlocked.Increment(ref _generation);
        for (var i = 0; i < _helpers.Length; i++)
        {
            if (Interlocked.Exchange(ref _asleep[i], 0) == 1)
                _wake[i].Release();
        }
        Exception? failure;
        try
        {
            job.Execute(0, parts);
        }
        finally
        {
            AwaitHelpers();
            failure = _failure;
            _job = null;
            Volatile.Write(ref _running, 0);
        }
        if (failure is not null)
            throw new AggregateException(failure);
    }

    void AwaitHelpers()
    {
        for (var spin = 0; spin < _spinTurns; spin++)
        {
            if (Volatile.Read(ref _remaining) == 0)
                return;
            Thread.SpinWait(1);
        }
        do
        {
            Interlocked.Exchange(ref _mainAsleep, 1);
            if (Volatile.Read(ref _remaining) == 0 && Interlocked.Exchange(ref _mainAsleep, 0) == 1)
                return;
            // Either a helper is still at work, or one has already taken the mark and a release is on its way: perhaps one that was slow to look for it after the job before.
            _finished.Wait();
        }
        while (Volatile.Read(ref _remaining) != 0);
    }

    void HelperLoop(int index)
    {
        var seen = 0;
        while (true)
        {
            seen = AwaitJob(index, seen);
            if (_disposed)
                return;
            try
            {
                Debug.Assert(_job is not null, "a new generation comes with a job");
                _job.Execute(index + 1, Threads);
            }
#pragma warning disable CA1031 // Whatever a part throws is handed to the caller of Run.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = e;
            }
            if (Interlocked.Decrement(ref _remaining) == 0 && Interlocked.Exchange(ref _mainAsleep, 0) == 1)
                _finished.Release();
        }
    }

    int AwaitJob(int index, int seen)
    {
        while (true)
        {
            for (var spin = 0; spin < _spinTurns; spin++)
            {
                if (Volatile.Read(ref _generation) != seen)
                    return Volatile.Read(ref _generation);
                Thread.SpinWait(1);
            }
            Interlocked.Exchange(ref _asleep[index], 1);
            if (Volatile.Read(ref _generation) != seen && Interlocked.Exchange(ref _asleep[index], 0) == 1)
                return Volatile.Read(ref _generation);
            // Either the job is not there yet, or its sender has already taken the mark and a release is on its way.
            _wake[index].Wait();
            // A sender that is slow to look for marks can find one made after its job was done: then there is nothing new, and the helper goes back to sleep.
            if (Volatile.Read(ref _generation) != seen)
                return Volatile.Read(ref _generation);
        }
    }

    /// <summary>Ends the threads. Harmless when called again, and on a team of one. Not while a job runs.</summary>
    /// <exception cref="InvalidOperationException">A job is running.</exception>
    public void Dispose()
    {
        if (_disposed || _helpers.Length == 0)
            return;
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("This team is at work. Dispose of it after its last job has returned.");
        _disposed = true;
        Interlocked.Increment(ref _generation);
        for (var i = 0; i < _helpers.Length; i++)
            _wake[i].Release();
        foreach (var helper in _helpers)
            helper.Join();
        foreach (var wake in _wake)
            wake.Dispose();
        _finished.Dispose();
    }
}
