namespace Unroll;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean loss of a training target over the epoch, while it was being learnt.</param>
/// <param name="ValidationLoss">Mean loss of a validation target after the epoch; NaN where nothing validates.</param>
/// <param name="ValidationAccuracy">Share of validation targets whose class has the largest output; NaN where nothing validates or the targets are values.</param>
/// <param name="Rate">Learning rate of the epoch's last step.</param>
/// <param name="IsBest">Whether its validation loss is the smallest so far; true where nothing validates.</param>
public readonly record struct EpochReport(int Epoch, double Loss, double ValidationLoss, double ValidationAccuracy, double Rate, bool IsBest);
