using System.Collections.Generic;

namespace Unroll;

/// <summary>How a fit went.</summary>
/// <param name="Epochs">Every epoch that was done, first one first.</param>
/// <param name="BestEpoch">The epoch, from 1, whose weights were kept; 0 where the fit was cancelled before the end of the first.</param>
/// <param name="End">Why it ended.</param>
public sealed record FitHistory(IReadOnlyList<EpochReport> Epochs, int BestEpoch, FitEnd End);
