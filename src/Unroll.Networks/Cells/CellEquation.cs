namespace Unroll.Networks.Cells;

/// <summary>One printed equation: <c>Name = Text</c>.</summary>
/// <param name="Name">What it gives.</param>
/// <param name="Text">How.</param>
public readonly record struct CellEquation(string Name, string Text);
