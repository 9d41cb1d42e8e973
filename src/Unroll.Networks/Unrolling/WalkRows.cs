using System.Numerics;
using Unroll.Networks.Sequences;

namespace Unroll.Networks.Unrolling;

/// <summary>Rows in somebody else's memory, one for each place of a packing, that a walk writes or reads in the order of its steps.</summary>
/// <param name="data">The row of place 0; null for no rows.</param>
/// <param name="stride">Distance between places.</param>
/// <param name="turned">Whether the walk goes from each row's own end to its start.</param>
readonly unsafe struct WalkRows<T>(T* data, nint stride, bool turned)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly nint Stride = stride;

    public bool IsSet => data != null;

    /// <summary>The row that belongs to a step of the walk. In a batch without padding the rows of a step are <see cref="Stride"/> apart, turned or not.</summary>
    public T* At(SequencePacking packing, int t, int row) => data + (turned ? packing.ReversedPlaceOf(t, row) : packing.PlaceAt(t) + row) * Stride;
}
