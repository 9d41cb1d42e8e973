using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>A cell by name: what a recipe, a test or a benchmark needs to make layers of it.</summary>
public abstract class CellEntry
{
    private protected CellEntry(string name, CellLayout layout, IReadOnlyList<string> gateNames)
    {
        Name = name;
        Layout = layout;
        GateNames = gateNames;
    }

    /// <summary>The name used in recipes, for example <c>lstm</c>.</summary>
    public string Name { get; }

    /// <summary>Gates and states.</summary>
    public CellLayout Layout { get; }

    /// <summary>One name a gate, in the order in which the parameters hold them.</summary>
    public IReadOnlyList<string> GateNames { get; }

    /// <summary>Runs a piece of generic code with the cell as its type argument.</summary>
    internal abstract TResult Accept<TResult>(ICellVisitor<TResult> visitor);

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
        new Entry<ElmanCell>("elman", "h"),
        new Entry<LstmCell>("lstm", "i", "f", "g", "o"),
        new Entry<GruCell>("gru", "n", "r", "z", "m"),
    ];

    /// <summary>The names, in the catalog's order.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>The cell of a name.</summary>
    /// <exception cref="ArgumentException">No cell has this name.</exception>
    public static CellEntry Find(string name) =>
        Entries.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"Cell '{name}' is not known. Known: {string.Join(", ", Names)}.", nameof(name));

    sealed class Entry<TCell>(string name, params string[] gateNames) : CellEntry(name, TCell.Layout, gateNames)
        where TCell : struct, ICellMath
    {
        internal override TResult Accept<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();
    }
}
