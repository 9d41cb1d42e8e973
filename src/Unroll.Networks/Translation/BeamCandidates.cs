using System;
using System.Numerics;
using Unroll.Networks.Streaming;

namespace Unroll.Networks.Translation;

/// <summary>The most likely ways to go on with the answers of one beam.</summary>
sealed class BeamCandidates<T>(int width)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Going on with a row by a symbol.</summary>
    public readonly record struct Candidate(int Row, int Symbol, T Output, double LogProbability)
    {
        // Two outputs of one row can be so near that their log probabilities round to the same.
        public bool IsBetterThan(in Candidate other) =>
            LogProbability != other.LogProbability ? LogProbability > other.LogProbability : Row == other.Row && Output > other.Output;
    }

    readonly Candidate[] _ranked = new Candidate[width];
    int _count, _most;

    /// <summary>The best that were offered, best first.</summary>
    public ReadOnlySpan<Candidate> Ranked => _ranked.AsSpan(0, _count);

    /// <summary>Forgets all; keeps so many from now on.</summary>
    public void Begin(int most) => (_count, _most) = (0, most);

    /// <summary>Offers all ways to go on with a row; rows come in their order. False where an output is not a number.</summary>
    public bool Offer(int row, double logProbability, ReadOnlySpan<T> outputs)
    {
        var sum = SymbolChances.LogSum(outputs);
        if (double.IsNaN(sum))
            return false;
        for (var symbol = 0; symbol < outputs.Length; symbol++)
            Insert(new Candidate(row, symbol, outputs[symbol], logProbability + (SymbolChances.Wide(outputs[symbol]) - sum)));
        return true;
    }

    // Behind all that are as good: those came earlier.
    void Insert(in Candidate candidate)
    {
        if (_count == _most && !candidate.IsBetterThan(_ranked[_count - 1]))
            return;
        var place = _count < _most ? _count++ : _count - 1;
        for (; place > 0 && candidate.IsBetterThan(_ranked[place - 1]); place--)
            _ranked[place] = _ranked[place - 1];
        _ranked[place] = candidate;
    }
}
