using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>The functions that a cell was published with, and no cuts. Constants to the compiler: nothing is looked up when the equations run.</summary>
/// <typeparam name="TGate">Of the gates.</typeparam>
/// <typeparam name="TCandidate">Of the candidate.</typeparam>
/// <typeparam name="TOutput">Of the memory on its way out.</typeparam>
readonly struct PublishedFunctions<TGate, TCandidate, TOutput> : ICellFunctions
    where TGate : struct, IFunction
    where TCandidate : struct, IFunction
    where TOutput : struct, IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Gate<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => TGate.Value<L, T>(sum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L GateBack<L, T>(L gradient, L value, CellSettings? settings)
        where L : struct, ILane<L, T> => TGate.Back<L, T>(gradient, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Candidate<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => TCandidate.Value<L, T>(sum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L CandidateBack<L, T>(L gradient, L value, CellSettings? settings)
        where L : struct, ILane<L, T> => TCandidate.Back<L, T>(gradient, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Output<L, T>(L memory, CellSettings? settings)
        where L : struct, ILane<L, T> => TOutput.Value<L, T>(memory);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L OutputSlope<L, T>(L value, CellSettings? settings)
        where L : struct, ILane<L, T> => TOutput.Slope<L, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Memory<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => sum;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L MemoryBack<L, T>(L gradient, L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => gradient;
}
