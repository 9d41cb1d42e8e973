using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Lanes;

namespace Unroll.Training.Averaging;

/// <summary>
/// A moving average of a network's parameters (Polyak and Juditsky 1992, with weights that fade): a ← a + s (p − a), s = 1 − d, or (1 − d) / (1 − dᵗ) with a corrected start.
/// It is often better than the last values, which still carry the noise of the last batches. Training goes on from the plain values and is not changed by it by a bit.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class ExponentialMovingAverage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int ExchangeBlock = 256;

    readonly Parameters<T> _parameters;
    readonly AverageOptions _options;
    readonly LaneWidth _width;
    readonly Memory<T> _values;

    /// <summary>Takes a vector as long as the parameters; it has no say before the first <see cref="Update"/>.</summary>
    /// <param name="parameters">The parameters to follow.</param>
    /// <param name="options">The decay.</param>
    /// <param name="width">Lane width; null for the widest there is. The bits do not depend on it.</param>
    public ExponentialMovingAverage(Parameters<T> parameters, AverageOptions options, LaneWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        _parameters = parameters;
        _options = options;
        _width = width ?? LaneWidths.Widest;
        _values = AlignedVector.Allocate<T>(parameters.Count);
    }

    /// <summary>The average <c>[parameters]</c>, in the order of the parameters' own vector; while exchanged, the plain values. A resumed run writes it back.</summary>
    public Memory<T> Values => _values;

    /// <summary>Updates of the parameters that are in the average; a resumed run sets it.</summary>
    public long Updates { get; set; }

    /// <summary>Whether the parameters hold the average at the moment.</summary>
    public bool IsExchanged { get; private set; }

    /// <summary>How many parameters it follows.</summary>
    public int Count => _values.Length;

    /// <summary>Takes in the parameters' values as they are after an update. Allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">The average stands in the parameters' place.</exception>
    public void Update()
    {
        if (IsExchanged)
            throw new InvalidOperationException("The parameters hold the average; call Exchange() once more before training goes on.");
        Updates++;
        if (Updates == 1)
            _parameters.Values.CopyTo(_values.Span);   // a + 1 · (p − a) would round
        else
            VectorOperations.AddShare(_values.Span, _parameters.Values, T.CreateChecked(Share(Updates)), _width);
    }

    /// <summary>
    /// Puts the average into the parameters and the parameters' values in its place; the second call puts both back, to the bit. Before the first update the average is
    /// what the parameters are. Allocates nothing.
    /// </summary>
    public void Exchange()
    {
        if (Updates == 0 && !IsExchanged)
            _parameters.Values.CopyTo(_values.Span);
        Span<T> kept = stackalloc T[ExchangeBlock];
        var ours = _values.Span;
        var theirs = _parameters.Values;
        for (var start = 0; start < ours.Length; start += ExchangeBlock)
        {
            var count = Math.Min(ExchangeBlock, ours.Length - start);
            ours.Slice(start, count).CopyTo(kept);
            theirs.Slice(start, count).CopyTo(ours[start..]);
            kept[..count].CopyTo(theirs[start..]);
        }
        IsExchanged = !IsExchanged;
        _parameters.MarkChanged();
    }

    internal bool Follows(Parameters<T> parameters) => ReferenceEquals(parameters, _parameters);

    double Share(long update) => _options.WarmUp ? (1 - _options.Decay) / (1 - Math.Pow(_options.Decay, update)) : 1 - _options.Decay;
}
