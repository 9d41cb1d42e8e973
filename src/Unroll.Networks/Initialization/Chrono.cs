using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>
/// Biases for dependencies of known length (Tallec and Ollivier 2018): each unit's keeping gate starts from log u, u uniform in [1, longest lag − 1), so that the
/// unit remembers for some u steps; its writing gate from the opposite; all other gates from zero.
/// </summary>
/// <param name="Gates">Gates side by side in the columns, at least 1.</param>
/// <param name="KeepGate">The gate that, open, keeps the state (f of the LSTM, z of the GRU), counted from 0; −1 for none.</param>
/// <param name="WriteGate">The gate that, open, writes (i of the LSTM), counted from 0; −1 for none.</param>
/// <param name="LongestLag">Steps over which the longest dependencies are expected; finite, above 2.</param>
public sealed record Chrono(int Gates, int KeepGate, int WriteGate, double LongestLag) : IInitializer
{
    /// <summary>Gates side by side in the columns.</summary>
    public int Gates { get; } = ParameterRange.Gates(Gates, nameof(Gates));

    /// <summary>The gate that keeps; −1 for none.</summary>
    public int KeepGate { get; } = Gate(KeepGate, Gates, nameof(KeepGate));

    /// <summary>The gate that writes; −1 for none.</summary>
    public int WriteGate { get; } = Gate(WriteGate, Gates, nameof(WriteGate));

    /// <summary>Steps over which the longest dependencies are expected.</summary>
    public double LongestLag { get; } = double.IsFinite(LongestLag) && LongestLag > 2
        ? LongestLag
        : throw new ArgumentOutOfRangeException(nameof(LongestLag), LongestLag, $"LongestLag is {LongestLag}; use a finite number above 2.");

    static int Gate(int gate, int gates, string name) => gate >= -1 && gate < gates
        ? gate
        : throw new ArgumentOutOfRangeException(name, gate, $"{name} is {gate} of {gates} gates; use 0 to {gates - 1}, or -1 for none.");

    /// <summary>For the bias of a cell of the catalog.</summary>
    /// <param name="cell">The cell; one with a keeping or a writing gate.</param>
    /// <param name="longestLag">Steps over which the longest dependencies are expected; finite, above 2.</param>
    /// <exception cref="ArgumentException">The cell has no such gate.</exception>
    public static Chrono For(CellEntry cell, double longestLag)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var names = cell.GateNames.ToArray();
        if (cell.KeepGate is null && cell.WriteGate is null)
            throw new ArgumentException($"Cell '{cell.Name}' has no gate that keeps or writes; the chrono start is for cells with one, such as lstm and gru.", nameof(cell));
        return new Chrono(names.Length, Array.IndexOf(names, cell.KeepGate), Array.IndexOf(names, cell.WriteGate), longestLag);
    }

    /// <inheritdoc/>
    public void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        var units = ParameterRange.ColumnsOfGate(values.Columns, Gates);
        values.Clear();
        for (var row = 0; row < values.Rows; row++)
        {
            for (var unit = 0; unit < units; unit++)
            {
                var bias = T.CreateTruncating(Math.Log(1 + (LongestLag - 2) * random.NextDouble()));
                if (KeepGate >= 0)
                    values[row][KeepGate * units + unit] = bias;
                if (WriteGate >= 0)
                    values[row][WriteGate * units + unit] = -bias;
            }
        }
    }
}
