using System.Collections.Generic;
using Unroll.Networks.Inspection;

namespace Unroll.Experiments.Inspection;

/// <summary>What the instruments show at one moment of training.</summary>
/// <param name="Step">Training steps done.</param>
/// <param name="Loss">Mean loss of a target of the batch looked at.</param>
/// <param name="Segments">Gradient norm of each parameter segment, in the order of the parameters.</param>
/// <param name="Layers">Saturation, spectral radii and time constants of each recurrent layer; empty where the task's batches cannot be looked at by themselves.</param>
/// <param name="Lags">For each recurrent layer the norm of the loss's gradient with respect to h, by lag; likewise.</param>
public sealed record InstrumentReading(
    long Step, double Loss, IReadOnlyList<KeyValuePair<string, double>> Segments, IReadOnlyList<WalkMeasures> Layers, IReadOnlyList<LagCurve> Lags);
