using System;
using System.Collections.Generic;

namespace Unroll.Networks.Inspection;

/// <summary>How strongly a loss depends on a layer's output so many steps before.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Norms">For each lag from 0 (the step of the loss), ‖∂L/∂h‖₂ at that many steps of the walk before, on average over the rows that reach back so far.</param>
public sealed record LagCurve(string Layer, IReadOnlyList<double> Norms)
{
    /// <summary>By what the norm is multiplied from one step to the one before, on average over the curve: under 1 the gradient vanishes, over 1 it explodes. NaN where there is no lag over 0, 0 where nothing comes that far.</summary>
    public double FactorPerStep => Norms.Count < 2 || Norms[0] == 0 ? double.NaN : Math.Pow(Norms[^1] / Norms[0], 1.0 / (Norms.Count - 1));
}
