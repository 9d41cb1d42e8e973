using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>
/// The functions inside a cell's equations: of its gates, of its candidate, of the memory on its way out, and what is done to the memory itself.
/// Ways back are told by the function's value, but for the memory's.
/// </summary>
interface ICellFunctions
{
    /// <summary>A gate's value.</summary>
    static abstract L Gate<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>The gradient of a gate's sum.</summary>
    static abstract L GateBack<L, T>(L gradient, L value, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>A candidate's value.</summary>
    static abstract L Candidate<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>The gradient of a candidate's sum.</summary>
    static abstract L CandidateBack<L, T>(L gradient, L value, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>The memory on its way out.</summary>
    static abstract L Output<L, T>(L memory, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>The slope of <see cref="Output"/> where it has this value.</summary>
    static abstract L OutputSlope<L, T>(L value, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>The memory as it is carried on.</summary>
    static abstract L Memory<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T>;

    /// <summary>The gradient of the memory before <see cref="Memory"/>, from the one after and the memory before.</summary>
    static abstract L MemoryBack<L, T>(L gradient, L sum, CellSettings? settings)
        where L : struct, ILane<L, T>;
}
