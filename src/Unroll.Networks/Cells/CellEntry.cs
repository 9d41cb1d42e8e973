using System.Collections.Generic;
using Unroll.Networks.Initialization;

namespace Unroll.Networks.Cells;

/// <summary>A cell by name: what a recipe, a test or a benchmark needs to make layers of it.</summary>
public abstract class CellEntry
{
    private protected CellEntry(string name, CellLayout layout)
    {
        Name = name;
        Layout = layout;
        InitialStates = new double[layout.States];
        StateNames = layout.States == 1 ? ["h"] : ["h", "c"];
    }

    /// <summary>The name used in recipes, for example <c>lstm</c>.</summary>
    public string Name { get; }

    /// <summary>What the cell is called in full, for lists and pages.</summary>
    public required string Title { get; init; }

    /// <summary>Who published it.</summary>
    public required string Source { get; init; }

    /// <summary>Gates and states.</summary>
    public CellLayout Layout { get; }

    /// <summary>One name a gate, in the order in which the parameters hold them.</summary>
    public required IReadOnlyList<string> GateNames { get; init; }

    /// <summary>One name a state; the first is the output.</summary>
    public IReadOnlyList<string> StateNames { get; init; }

    /// <summary>The gate that, open, keeps the state as it was; null where no gate says this by itself.</summary>
    public string? KeepGate { get; init; }

    /// <summary>The gate that, open, writes what is new; null where no gate says this by itself.</summary>
    public string? WriteGate { get; init; }

    /// <summary>What each gate's bias starts from where nothing is said, in the order of <see cref="GateNames"/>; zeros where null.</summary>
    public IReadOnlyList<double>? StartingBias { get; init; }

    /// <summary>One name for each weight that belongs to single units.</summary>
    public IReadOnlyList<string> UnitWeightNames { get; init; } = [];

    /// <summary>How the weights of single units start where nothing is said.</summary>
    public IInitializer UnitInitializer { get; init; } = new Zeros();

    /// <summary>What every number of each state starts from where nothing is given.</summary>
    public IReadOnlyList<double> InitialStates { get; init; }

    /// <summary>Whether the output may be projected: the cell's equations do not read the previous output, and it has one stage.</summary>
    public bool CanProject { get; init; }

    /// <summary>Whether the cell's functions and clips can be chosen (<see cref="CellSettings"/>).</summary>
    public abstract bool HasSettings { get; }

    /// <summary>Runs a piece of generic code with the cell as its type argument.</summary>
    internal abstract TResult Accept<TResult>(ICellVisitor<TResult> visitor);

    /// <summary>The same with the form of the cell that reads its settings.</summary>
    internal abstract TResult AcceptSettings<TResult>(ICellVisitor<TResult> visitor);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
