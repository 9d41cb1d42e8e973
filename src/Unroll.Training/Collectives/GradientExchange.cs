using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;

namespace Unroll.Training.Collectives;

/// <summary>
/// Sums gradients over all workers while the backward pass still computes others: what is final goes out, piece by piece. The pieces follow from the network alone, so they are the same at every worker,
/// also where one has no batch; and a sum of pieces has the bits of one sum. A step that fails in between ends the group, whose sums cannot be called back.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class GradientExchange<T> : IGradientListener
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Smaller pieces wait for the next: a message costs tens of microseconds whatever its length, in which a network of 10 gigabits carries about so much.
    internal const int LeastBytes = 128 << 10;

    readonly ICollective _collective;
    readonly Memory<T> _gradients;
    readonly int[] _starts;   // of the pieces, from the last to the first; the first starts at 0
    int _begun;

    /// <param name="collective">The workers.</param>
    /// <param name="gradients">All gradients.</param>
    /// <param name="finalFrom">What <see cref="BecameFinal"/> will be told, in falling order.</param>
    internal GradientExchange(ICollective collective, Memory<T> gradients, IEnumerable<int> finalFrom)
    {
        _collective = collective;
        _gradients = gradients;
        _starts = Cut(finalFrom, gradients.Length);
    }

    /// <inheritdoc/>
    public void BecameFinal(int first)
    {
        while (_begun < _starts.Length && _starts[_begun] >= first)
            BeginNext();
    }

    /// <summary>Begins what has not been begun, and waits for all; then the gradients are the sums over all workers.</summary>
    internal void Complete()
    {
        BecameFinal(0);
        _begun = 0;
        _collective.CompleteSums();
    }

    void BeginNext()
    {
        var end = _begun == 0 ? _gradients.Length : _starts[_begun - 1];
        _collective.BeginSum(_gradients[_starts[_begun]..end]);
        _begun++;
    }

    // A last piece that would be too small takes the one before it along: the layer that comes last has nothing to hide behind anyway.
    static unsafe int[] Cut(IEnumerable<int> finalFrom, int count)
    {
        var least = LeastBytes / sizeof(T);
        var starts = new List<int>();
        var end = count;
        foreach (var first in finalFrom)
        {
            if (end - first < least || first < least)
                continue;
            starts.Add(first);
            end = first;
        }
        starts.Add(0);
        return [.. starts];
    }
}
