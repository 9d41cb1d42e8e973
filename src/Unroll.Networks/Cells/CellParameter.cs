namespace Unroll.Networks.Cells;

/// <summary>One of a cell's parameters in a layer.</summary>
/// <param name="Name">Its name after the layer's: <c>input</c>, <c>recurrent</c>, <c>bias</c> or <c>unit</c>.</param>
/// <param name="Shape">Its shape, with I inputs and H units.</param>
/// <param name="Holds">What lies in it, in its order.</param>
public readonly record struct CellParameter(string Name, string Shape, string Holds);
