using System;
using System.Diagnostics;
using System.Threading;

namespace Unroll.Numerics.Threading;

/// <summary>Work that can be cut into parts which write to separate memory, so that the result does not depend on who does which part.</summary>
public interface ITeamJob
{
    /// <summary>Does part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    void Execute(int part, int parts);
}

/// <summary>
/// A fixed set of threads that work through the parts of a job together. Created by the host, passed down, disposed by the host.
/// A waiting thread looks for work for a few microseconds and then sleeps, so a busy machine loses nothing to spinning.
/// </summary>
public sealed class WorkerTeam : IDisposable
{
    const int SpinIterations = 2000;   // some 20-60 µs: longer than the gap between two jobs of a training step, far shorter than a time slice

    readonly Thread[] _helpers;
    readonly SemaphoreSlim[] _wake;
    readonly int[] _asleep;
    readonly ManualResetEventSlim _finished = new(false, 0);
    ITeamJob? _job;
    int _generation;
    int _remaining;
    int _mainAsleep;
    volatile Exception? _failure;
    volatile bool _disposed;

    /// <summary>Starts a team.</summary>
    /// <param name="threads">Threads, the caller's included: 1 to 1,024.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024);
        _helpers = new Thread[threads - 1];
        _wake = new SemaphoreSlim[threads - 1];
        _asleep = new int[threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var index = i;
            _wake[i] = new SemaphoreSlim(0);
            _helpers[i] = new Thread(() => HelperLoop(index)) { IsBackground = true, Name = $"unroll-{i + 1}" };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads in the team, the caller's included.</summary>
    public int Threads => _helpers.Length + 1;

    /// <summary>A team of one: the caller does everything.</summary>
    public static WorkerTeam Single { get; } = new(1);

    /// <summary>Runs the job in as many parts as there are threads; returns when all parts are done. Not re-entrant.</summary>
    /// <exception cref="AggregateException">A part failed on another thread.</exception>
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
        _failure = null;
        _job = job;
        Volatile.Write(ref _remaining, parts - 1);
        Interlocked.Increment(ref _generation);
        for (var i = 0; i < _helpers.Length; i++)
        {
            if (Interlocked.Exchange(ref _asleep[i], 0) == 1)
                _wake[i].Release();
        }
        try
        {
            job.Execute(0, parts);
        }
        finally
        {
            AwaitHelpers();
            _job = null;
        }
        if (_failure is { } failure)
            throw new AggregateException(failure);
    }

    void AwaitHelpers()
    {
        for (var spin = 0; spin < SpinIterations; spin++)
        {
            if (Volatile.Read(ref _remaining) == 0)
                return;
            Thread.SpinWait(8);
        }
        Interlocked.Exchange(ref _mainAsleep, 1);
        while (true)
        {
            // Reset before looking: a signal left over from the job before only costs one more turn.
            _finished.Reset();
            if (Volatile.Read(ref _remaining) == 0)
                break;
            _finished.Wait();
        }
        Interlocked.Exchange(ref _mainAsleep, 0);
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
            if (Interlocked.Decrement(ref _remaining) == 0 && Volatile.Read(ref _mainAsleep) == 1)
                _finished.Set();
        }
    }

    int AwaitJob(int index, int seen)
    {
        for (var spin = 0; spin < SpinIterations; spin++)
        {
            if (Volatile.Read(ref _generation) != seen)
                return Volatile.Read(ref _generation);
            Thread.SpinWait(8);
        }
        Interlocked.Exchange(ref _asleep[index], 1);
        if (Volatile.Read(ref _generation) != seen && Interlocked.Exchange(ref _asleep[index], 0) == 1)
            return Volatile.Read(ref _generation);
        // Either the job is not there yet, or its sender has already taken the mark and a release is on its way.
        _wake[index].Wait();
        return Volatile.Read(ref _generation);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_disposed || _helpers.Length == 0)
            return;
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
