using System.Diagnostics;

namespace Unroll.Mpi.Exchange;

/// <summary>Messages of one kind to or from one rank, in order, so many at a time.</summary>
sealed class RequestQueue(int depth)
{
    readonly nint[] _requests = new nint[depth];

    /// <summary>Messages handed to MPI.</summary>
    internal int Posted { get; private set; }

    /// <summary>Messages that are over; always the first ones.</summary>
    internal int Done { get; private set; }

    /// <summary>Whether another may be handed to MPI.</summary>
    internal bool HasRoom => Posted - Done < _requests.Length;

    /// <summary>The cell for the next message's request.</summary>
    internal ref nint Next()
    {
        Debug.Assert(HasRoom, "a free cell");
        return ref _requests[Posted++ % _requests.Length];
    }

    /// <summary>Looks whether the first ones are over; true if at least one is.</summary>
    internal bool Poll(Wire wire)
    {
        var before = Done;
        while (Done < Posted && wire.IsOver(ref _requests[Done % _requests.Length]))
            Done++;
        return Done > before;
    }

    /// <summary>Looks, and says whether nothing is on its way any more.</summary>
    internal bool HasSettled(Wire wire)
    {
        _ = Poll(wire);
        return Posted == Done;
    }

    /// <summary>Asks MPI to give up what has not begun.</summary>
    internal void Cancel()
    {
        for (var i = Done; i < Posted; i++)
            Wire.Cancel(ref _requests[i % _requests.Length]);
    }

    /// <summary>Begins anew; everything is over.</summary>
    internal void Clear()
    {
        Debug.Assert(Posted == Done, "all over");
        Posted = Done = 0;
    }
}
