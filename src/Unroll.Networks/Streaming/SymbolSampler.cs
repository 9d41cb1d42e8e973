using System;
using System.Diagnostics;
using System.Numerics;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Streaming;

/// <summary>
/// Chooses the next symbol of one stream from a row of scores, as <see cref="SamplingOptions"/> say. All in doubles and in fixed orders: what is chosen depends on the scores, on the symbols met
/// and on the random stream alone. Nothing is allocated once it is made.
/// </summary>
public sealed class SymbolSampler
{
    readonly RandomStream? _random;
    readonly int _row;
    readonly SymbolWindow? _met;         // null where repeating is not punished
    readonly SymbolRanking? _ranking;    // null where the cuts need none
    readonly double[] _scores, _shares;  // [symbols]
    readonly double[] _kept;             // [symbols]: shares of the first of the ranking
    double _whole;                       // the sum of all shares, before any is cut
    double _largest;                     // the best score
    double _left;                        // the sum of the shares that are drawn from
    int _alone;                          // the symbol that is taken without a draw; -1 for a draw

    /// <summary>Takes the memory.</summary>
    /// <param name="symbols">Symbols there are, at least 1.</param>
    /// <param name="options">How one is chosen.</param>
    /// <param name="random">Where chance comes from: one number for each symbol. It may be null where none is chosen by chance.</param>
    /// <param name="row">The stream's number, for messages.</param>
    public SymbolSampler(int symbols, SamplingOptions options, RandomStream? random, int row = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbols);
        ArgumentNullException.ThrowIfNull(options);
        (Options, _random, _row) = (options, random, row);
        _met = options.RepetitionPenalty == 1 ? null : new SymbolWindow(symbols, options.RepetitionWindow);
        var ranks = options.IsRandom && (options.TopK > 0 || options.TopP < 1);
        _ranking = ranks ? new SymbolRanking(symbols) : null;
        (_scores, _shares, _kept) = (new double[symbols], new double[symbols], new double[ranks ? symbols : 0]);
    }

    /// <summary>How a symbol is chosen.</summary>
    public SamplingOptions Options { get; }

    /// <summary>Symbols there are.</summary>
    public int Symbols => _scores.Length;

    /// <summary>Meets a symbol that was given rather than chosen: it counts as met lately.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such symbol.</exception>
    public void Hear(int symbol)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)symbol, (uint)Symbols, nameof(symbol));
        _met?.Add(symbol);
    }

    /// <summary>Forgets the symbols that were met; the random stream goes on.</summary>
    public void Forget() => _met?.Clear();

    /// <summary>Chooses a symbol, and counts it as met.</summary>
    /// <param name="scores">A score for each symbol; −∞ for one that is never chosen.</param>
    /// <exception cref="ArgumentException">There are more or fewer scores than symbols.</exception>
    /// <exception cref="InvalidOperationException">The scores say nothing: one is NaN or +∞, or all are −∞. Or a symbol is to be drawn and no random stream was given.</exception>
    public int Choose<T>(ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Weigh(scores);
        var symbol = _alone >= 0 ? _alone : Draw(Random.NextDouble());
        _met?.Add(symbol);
        return symbol;
    }

    /// <summary>Chooses a symbol, counts it as met, and tells the natural logarithm of the probability that the scores give it as they are: at temperature 1, nothing punished or cut.</summary>
    /// <param name="scores">A score for each symbol; −∞ for one that is never chosen.</param>
    /// <param name="logProbability">As <see cref="SymbolChances.LogSum"/> tells it, to the bit.</param>
    /// <exception cref="ArgumentException">There are more or fewer scores than symbols.</exception>
    /// <exception cref="InvalidOperationException">As for the other.</exception>
    public int Choose<T>(ReadOnlySpan<T> scores, out double logProbability)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var symbol = Choose(scores);
        // The sum is there already where nothing was done to the scores.
        var sum = _met is null && Options.Temperature == 1 ? _largest + Math.Log(_whole) : SymbolChances.LogSum(scores);
        logProbability = SymbolChances.Wide(scores[symbol]) - sum;
        return symbol;
    }

    /// <summary>The probability of each symbol to be chosen from such scores now; 0 for those that are cut.</summary>
    /// <param name="scores">A score for each symbol.</param>
    /// <param name="probabilities">Where they go.</param>
    /// <exception cref="ArgumentException">There are more or fewer scores or places than symbols.</exception>
    /// <exception cref="InvalidOperationException">The scores say nothing.</exception>
    public void CopyProbabilities<T>(ReadOnlySpan<T> scores, Span<double> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (probabilities.Length != Symbols)
            throw new ArgumentException($"There is room for {probabilities.Length} probabilities, and there are {Symbols} symbols.", nameof(probabilities));
        Weigh(scores);
        for (var symbol = 0; symbol < Symbols; symbol++)
            probabilities[symbol] = _alone >= 0 ? (symbol == _alone ? 1 : 0) : _shares[symbol] / _left;
    }

    RandomStream Random => _random ?? throw new InvalidOperationException("Symbols are to be drawn and no random stream was given; give one, or a temperature of 0.");

    // From scores to shares, those of cut symbols 0.
    void Weigh<T>(ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scores.Length != Symbols)
            throw new ArgumentException($"{scores.Length} scores were given for {Symbols} symbols; give one for each.", nameof(scores));
        for (var symbol = 0; symbol < scores.Length; symbol++)
            _scores[symbol] = Punished(symbol, SymbolChances.Wide(scores[symbol]));
        _largest = SymbolShares.LargestOf(_scores);
        if (!double.IsFinite(_largest))
            throw new InvalidOperationException($"The scores of row {_row} say nothing: {(double.IsNaN(_largest) ? "one is NaN" : "the best is infinite")}; look at the weights and the input.");
        _alone = Options.IsRandom ? -1 : Array.IndexOf(_scores, _largest);
        if (_alone >= 0)
            return;
        _left = _whole = SymbolShares.Set(_scores, _largest, Options.Temperature, _shares);
        if (_ranking is not null)
            KeepFirst(_ranking);
        else if (Options.MinP > 0)
            KeepLikely();
    }

    double Punished(int symbol, double score)
    {
        if (_met is null || !_met.Has(symbol))
            return score;
        return score > 0 ? score / Options.RepetitionPenalty : score * Options.RepetitionPenalty;
    }

    // The likeliest symbol's share is e^0 = 1.
    void KeepLikely()
    {
        for (var symbol = 0; symbol < _shares.Length; symbol++)
        {
            if (_shares[symbol] < Options.MinP)
                _shares[symbol] = 0;
        }
        _left = SymbolShares.SumOf(_shares);
    }

    // Top-k, top-p and min-p all keep the first of the ranking.
    void KeepFirst(SymbolRanking ranking)
    {
        ranking.Begin(_scores);
        var count = CountTopP(ranking, Options.TopK == 0 ? Symbols : Math.Min(Options.TopK, Symbols));
        while (count > 1 && _kept[count - 1] < Options.MinP)
            count--;
        Array.Clear(_shares);
        for (var rank = 0; rank < count; rank++)
            _shares[ranking.Taken(rank)] = _kept[rank];
        _left = SymbolShares.SumOf(_shares);
    }

    // How many of the first `most` have the wanted share of what these have together; the shares of all that were looked at go to _kept.
    int CountTopP(SymbolRanking ranking, int most)
    {
        var whole = _whole;
        var taken = 0;
        if (most < Symbols)
        {
            for (; taken < most; taken++)
                _kept[taken] = _shares[ranking.Take()];
            whole = SymbolShares.SumOf(_kept.AsSpan(0, most));
        }
        var (count, sum, wanted) = (0, 0.0, Options.TopP * whole);
        do
        {
            if (count == taken)
                _kept[taken++] = _shares[ranking.Take()];
            sum += _kept[count++];
        }
        while (count < most && (Options.TopP == 1 || sum < wanted));
        return count;
    }

    int Draw(double uniform)
    {
        Debug.Assert(uniform is >= 0 and < 1, "a share of the whole");
        var (left, last) = (uniform * _left, -1);
        for (var symbol = 0; symbol < _shares.Length; symbol++)
        {
            if (_shares[symbol] == 0)
                continue;
            (left, last) = (left - _shares[symbol], symbol);
            if (left < 0)
                break;
        }
        return last;
    }
}
