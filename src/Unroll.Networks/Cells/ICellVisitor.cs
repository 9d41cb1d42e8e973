namespace Unroll.Networks.Cells;

/// <summary>Generic code that wants a cell as a type.</summary>
interface ICellVisitor<out TResult>
{
    /// <summary>Called with the cell.</summary>
    TResult Visit<TCell>()
        where TCell : struct, ICellMath;
}
