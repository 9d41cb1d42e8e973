using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.ExceptionServices;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Streaming;

/// <summary>
/// Chooses a symbol for each stream of a network from what its last step wrote, each stream with a sampler of its own. The network's threads share the streams out; no symbol depends on them.
/// Nothing is allocated once it is made. Not for several threads at once.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class RowSampler<T> : ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Fewer scores are gone through before another thread has woken up.
    const int LeastScoresForEach = 1024;

    readonly StepwiseNetwork<T> _network;
    readonly SymbolSampler[] _samplers;
    readonly bool[] _rests;
    readonly int[] _symbols;
    readonly double[] _logProbabilities;
    bool _wantsLogs;

    /// <summary>Takes the memory.</summary>
    /// <param name="network">The network that is stepped.</param>
    /// <param name="samplers">One for each of its streams, of as many symbols as it writes numbers.</param>
    /// <exception cref="ArgumentException">There are more or fewer samplers than streams, or of other symbols.</exception>
    public RowSampler(StepwiseNetwork<T> network, IReadOnlyList<SymbolSampler> samplers)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samplers);
        (_network, _samplers) = (network, [.. samplers]);
        if (_samplers.Length != network.Rows)
            throw new ArgumentException($"There are {_samplers.Length} samplers and {network.Rows} streams; give one for each.", nameof(samplers));
        if (Array.Find(_samplers, sampler => sampler.Symbols != network.OutputWidth) is { } other)
            throw new ArgumentException($"A sampler is of {other.Symbols} symbols, and the network writes {network.OutputWidth} numbers; give samplers of as many.", nameof(samplers));
        (_rests, _symbols, _logProbabilities) = (new bool[network.Rows], new int[network.Rows], new double[network.Rows]);
    }

    /// <summary>What was chosen last, a symbol for each stream; of one that rests, its last before it did.</summary>
    public ReadOnlySpan<int> Symbols => _symbols;

    /// <summary>Natural logarithms of the probabilities that the network gave these (<see cref="SymbolSampler.Choose{T}(ReadOnlySpan{T}, out double)"/>), where they were asked for.</summary>
    public ReadOnlySpan<double> LogProbabilities => _logProbabilities;

    /// <summary>Nothing is chosen for a stream any more.</summary>
    public void Rest(int row) => _rests[row] = true;

    /// <summary>Chooses for all streams that do not rest.</summary>
    /// <param name="withLogProbabilities">Whether <see cref="LogProbabilities"/> are wanted.</param>
    /// <exception cref="InvalidOperationException">A stream's scores say nothing, or its sampler has no random stream where it needs one.</exception>
    public void Choose(bool withLogProbabilities = false)
    {
        _wantsLogs = withLogProbabilities;
        if (_network.Team.Threads == 1 || (long)_samplers.Length * _network.OutputWidth < (long)LeastScoresForEach * _network.Team.Threads)
        {
            ChooseRows(0, _samplers.Length);
            return;
        }
        try
        {
            _network.Team.Run(this);
        }
        catch (AggregateException e) when (e.InnerException is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    void ITeamJob.Execute(int part, int parts) => ChooseRows((int)((long)_samplers.Length * part / parts), (int)((long)_samplers.Length * (part + 1) / parts));

    void ChooseRows(int first, int last)
    {
        for (var row = first; row < last; row++)
        {
            if (_rests[row])
                continue;
            var scores = _network.Outputs[0, row];
            _symbols[row] = _wantsLogs ? _samplers[row].Choose<T>(scores, out _logProbabilities[row]) : _samplers[row].Choose<T>(scores);
        }
    }
}
