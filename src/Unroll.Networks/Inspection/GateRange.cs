using System;
using System.Linq;
using Unroll.Networks.Cells;

namespace Unroll.Networks.Inspection;

/// <summary>Between which bounds a gate's values lie, from what the cell's own equations print: a gate that is a bare sum has none.</summary>
/// <param name="Low">The lower bound; −∞ for none.</param>
/// <param name="High">The upper bound; ∞ for none.</param>
readonly record struct GateRange(double Low, double High)
{
    /// <summary>Whether values are shares from 0 to 1.</summary>
    public bool IsShare => (Low, High) == (0, 1);

    /// <summary>The range of a gate with a layer's settings.</summary>
    public static GateRange Of(CellEntry cell, int gate, CellSettings settings)
    {
        var lines = CellDescription.Of(cell).Forward;
        // A gate without a line of its own is the output.
        var text = lines.FirstOrDefault(line => line.Name == cell.GateNames[gate]).Text ?? lines.First(line => line.Name == cell.StateNames[0] + "'").Text;
        var printed = text.StartsWith("σ(", StringComparison.Ordinal) ? ActivationKind.Sigmoid
            : text.StartsWith("tanh(", StringComparison.Ordinal) ? ActivationKind.Tanh
            : text.StartsWith("max(", StringComparison.Ordinal) ? ActivationKind.Relu
            : ActivationKind.Identity;
        // The one gate of a simple cell is a candidate, whatever its function; a bare sum of several gates stays one.
        var chosen = cell.Layout.Gates > 1 && printed == ActivationKind.Sigmoid ? settings.Gate
            : cell.Layout.Gates > 1 && printed == ActivationKind.Identity ? null
            : settings.Candidate;
        return Of(chosen?.Kind ?? printed);
    }

    static GateRange Of(ActivationKind kind) => kind switch
    {
        ActivationKind.Sigmoid or ActivationKind.HardSigmoid => new(0, 1),
        ActivationKind.Tanh or ActivationKind.Softsign => new(-1, 1),
        ActivationKind.Relu => new(0, double.PositiveInfinity),
        _ => new(double.NegativeInfinity, double.PositiveInfinity),
    };
}
