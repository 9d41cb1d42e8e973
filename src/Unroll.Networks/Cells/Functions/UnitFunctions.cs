using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>A cell's functions together with the choices of the layer at hand, so that equations read as equations. Vanishes in the compiler.</summary>
/// <typeparam name="F">The functions.</typeparam>
/// <typeparam name="L">The lane.</typeparam>
/// <typeparam name="T">The number in memory.</typeparam>
/// <param name="settings">The choices; null for the functions as published.</param>
readonly ref struct UnitFunctions<F, L, T>(CellSettings? settings)
    where F : struct, ICellFunctions
    where L : struct, ILane<L, T>
{
    readonly CellSettings? _settings = settings;

    /// <summary>A gate's value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Gate(L sum) => F.Gate<L, T>(sum, _settings);

    /// <summary>The gradient of a gate's sum, from that of its value and the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L GateBack(L gradient, L value) => F.GateBack<L, T>(gradient, value, _settings);

    /// <summary>A candidate's value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Candidate(L sum) => F.Candidate<L, T>(sum, _settings);

    /// <summary>The gradient of a candidate's sum, from that of its value and the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L CandidateBack(L gradient, L value) => F.CandidateBack<L, T>(gradient, value, _settings);

    /// <summary>The memory on its way out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Output(L memory) => F.Output<L, T>(memory, _settings);

    /// <summary>The slope of <see cref="Output"/> where it has this value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L OutputSlope(L value) => F.OutputSlope<L, T>(value, _settings);

    /// <summary>The memory as it is carried on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Memory(L sum) => F.Memory<L, T>(sum, _settings);

    /// <summary>The gradient of the memory before <see cref="Memory"/>, from the one after and the memory before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L MemoryBack(L gradient, L sum) => F.MemoryBack<L, T>(gradient, sum, _settings);
}
