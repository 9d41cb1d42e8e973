namespace Unroll.Training.Diagnosis;

/// <summary>A point of a loss curve: some steps of training.</summary>
/// <param name="Step">The last of them.</param>
/// <param name="Loss">Their mean loss of one target.</param>
/// <param name="GradientNorm">Their largest gradient norm, before clipping.</param>
/// <param name="TestError">How bad the network is on the test data after them, lower being better: a loss, or 1 minus an accuracy; null where it was not measured.</param>
public readonly record struct CurvePoint(long Step, double Loss, double GradientNorm, double? TestError = null);
