using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>A cell by name: what a recipe, a test or a benchmark needs to make layers of it.</summary>
public abstract class CellEntry
{
    private protected CellEntry(string name, CellLayout layout)
    {
        Name = name;
        Layout = layout;
        InitialStates = new double[layout.States];
    }

    /// <summary>The name used in recipes, for example <c>lstm</c>.</summary>
    public string Name { get; }

    /// <summary>Gates and states.</summary>
    public CellLayout Layout { get; }

    /// <summary>One name a gate, in the order in which the parameters hold them.</summary>
    public required IReadOnlyList<string> GateNames { get; init; }

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

/// <summary>Generic code that wants a cell as a type.</summary>
interface ICellVisitor<out TResult>
{
    /// <summary>Called with the cell.</summary>
    TResult Visit<TCell>()
        where TCell : struct, ICellMath;
}

/// <summary>All built-in cells. A new cell is one file of equations and one line here.</summary>
public static class CellCatalog
{
    /// <summary>Every cell.</summary>
    public static IReadOnlyList<CellEntry> Entries { get; } =
    [
        new Entry<ElmanCell>("elman") { GateNames = ["h"], CanProject = true },
        new Entry<LstmCell>("lstm") { GateNames = ["i", "f", "g", "o"], CanProject = true },
        new Entry<GruCell>("gru") { GateNames = ["n", "r", "z", "m"] },
    ];

    /// <summary>The names, in the catalog's order.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>The cell of a name.</summary>
    /// <exception cref="ArgumentException">No cell has this name.</exception>
    public static CellEntry Find(string name) =>
        Entries.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"Cell '{name}' is not known. Known: {string.Join(", ", Names)}.", nameof(name));

    sealed class Entry<TCell>(string name) : CellEntry(name, TCell.Layout)
        where TCell : struct, ICellMath
    {
        public override bool HasSettings => false;

        internal override TResult Accept<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();

        internal override TResult AcceptSettings<TResult>(ICellVisitor<TResult> visitor) => throw new NotSupportedException($"Cell '{Name}' has no settings.");
    }

    sealed class Entry<TCell, TWithSettings>(string name) : CellEntry(name, TCell.Layout)
        where TCell : struct, ICellMath
        where TWithSettings : struct, ICellMath
    {
        public override bool HasSettings => true;

        internal override TResult Accept<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();

        internal override TResult AcceptSettings<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TWithSettings>();
    }
}
