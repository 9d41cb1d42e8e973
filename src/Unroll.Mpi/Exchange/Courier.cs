using System;
using System.Threading;
using Unroll.Mpi.Native;

namespace Unroll.Mpi.Exchange;

/// <summary>
/// Moves sums while the thread that began them works: most MPI libraries move nothing while nobody calls them. A thread of its own that takes a look every now and then, and sleeps while there is nothing to move:
/// every look takes time from the threads that compute, where there are as many of them as processors.
/// </summary>
sealed class Courier(Ranks ranks) : IDisposable
{
    // In this time a network of 10 gigabits carries an eighth of a chunk.
    const int BetweenLooks = 50;   // microseconds

    readonly AutoResetEvent _wanted = new(false);
    Thread? _thread;
    volatile bool _moves;
    volatile bool _ended;

    /// <summary>There is something to move.</summary>
    internal void Wake()
    {
        if (_thread is null)
        {
            _thread = new Thread(Work) { IsBackground = true, Name = "MPI courier" };
            _thread.Start();
        }
        _moves = true;
        _wanted.Set();
    }

    /// <summary>The caller waits, and moves things itself.</summary>
    internal void Rest() => _moves = false;

    /// <summary>Ends the thread; before MPI is ended.</summary>
    public void Dispose()
    {
        (_moves, _ended) = (false, true);
        _wanted.Set();
        _thread?.Join();
        _wanted.Dispose();
    }

    void Work()
    {
        while (!_ended)
        {
            while (_moves && ranks.MoveBesides())
                Pause.Microseconds(BetweenLooks);
            _wanted.WaitOne();
        }
    }
}
