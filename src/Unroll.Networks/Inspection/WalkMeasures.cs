using System.Collections.Generic;

namespace Unroll.Networks.Inspection;

/// <summary>A gate over all steps, rows and units of a pass.</summary>
/// <param name="Name">Its name in the cell catalog.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="SaturatedLow">Share of its values within a tenth of the lower bound of its function, where the gradient through it is nearly nothing; NaN where there is no such bound.</param>
/// <param name="SaturatedHigh">The same at the upper bound.</param>
/// <param name="SpectralRadius">Largest size of an eigenvalue of the gate's recurrent weights (with a projection: of the projection times these); NaN where it has none.</param>
public sealed record GateMeasures(string Name, double Mean, double SaturatedLow, double SaturatedHigh, double SpectralRadius);

/// <summary>What a pass says of a recurrent layer's health.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Gates">Its gates.</param>
/// <param name="TimeConstants">
/// For each unit, the steps after which a memory has sunk to 1/e if nothing is written: −1 / mean ln f, where f is the gate that keeps (or 1 minus the gate that writes, in a cell with that alone).
/// Infinite where it keeps everything; empty for cells without such a gate.
/// </param>
public sealed record WalkMeasures(string Layer, IReadOnlyList<GateMeasures> Gates, IReadOnlyList<double> TimeConstants);
