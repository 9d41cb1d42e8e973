using System.Runtime.CompilerServices;
using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>What one hidden unit (or a lane of neighbouring units) reads and must write in the forward pass. Vanishes in the compiler.</summary>
/// <typeparam name="L">The lane.</typeparam>
/// <typeparam name="T">The number in memory.</typeparam>
public readonly ref struct ForwardUnit<L, T>
    where L : struct, ILane<L, T>
{
    readonly ref T _gates;
    readonly ref T _kept;
    readonly ref T _previous;
    readonly ref T _next;
    readonly nint _gateStride;
    readonly nint _stateStride;
    readonly ref T _weights;
    readonly nint _weightStride;
    readonly ref T _feed;
    readonly CellSettings? _settings;

    /// <summary>Points at one unit's numbers.</summary>
    /// <param name="gates">Pre-activation of gate 0.</param>
    /// <param name="kept">Where the kept value of gate 0 goes; may be <paramref name="gates"/>.</param>
    /// <param name="gateStride">Distance from one gate to the next, in both.</param>
    /// <param name="previous">State 0 before the step.</param>
    /// <param name="next">State 0 after the step.</param>
    /// <param name="stateStride">Distance from one state to the next, in both.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ForwardUnit(ref T gates, ref T kept, nint gateStride, ref T previous, ref T next, nint stateStride)
    {
        _gates = ref gates;
        _kept = ref kept;
        _gateStride = gateStride;
        _previous = ref previous;
        _next = ref next;
        _stateStride = stateStride;
        _weights = ref Unsafe.NullRef<T>();
        _feed = ref Unsafe.NullRef<T>();
    }

    /// <summary>Points at one unit's numbers, its weights and what it feeds among them.</summary>
    /// <param name="gates">Pre-activation of gate 0.</param>
    /// <param name="kept">Where the kept value of gate 0 goes; may be <paramref name="gates"/>.</param>
    /// <param name="gateStride">Distance from one gate to the next, in both.</param>
    /// <param name="previous">State 0 before the step.</param>
    /// <param name="next">State 0 after the step.</param>
    /// <param name="stateStride">Distance from one state to the next, in both.</param>
    /// <param name="weights">The unit's weight 0.</param>
    /// <param name="weightStride">Distance from one weight of the unit to the next.</param>
    /// <param name="feed">Where a staged cell puts what its late gates read.</param>
    /// <param name="settings">Choices; null for the cell as published.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ForwardUnit(
        ref T gates, ref T kept, nint gateStride, ref T previous, ref T next, nint stateStride, ref T weights, nint weightStride, ref T feed, CellSettings? settings)
        : this(ref gates, ref kept, gateStride, ref previous, ref next, stateStride)
    {
        _weights = ref weights;
        _weightStride = weightStride;
        _feed = ref feed;
        _settings = settings;
    }

    /// <summary>The choices inside the equations; null for the cell as published.</summary>
    public CellSettings? Settings => _settings;

    /// <summary>The cell's functions with the choices of the layer at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal UnitFunctions<F, L, T> Functions<F>()
        where F : struct, ICellFunctions => new(_settings);

    /// <summary>A weight that belongs to the unit alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Weight(int weight) => L.Load(ref Unsafe.Add(ref _weights, weight * _weightStride));

    /// <summary>Sets what the late gates of a staged cell read of this unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Feed(L value) => L.Store(value, ref _feed);

    /// <summary>Pre-activation of a gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Gate(int gate) => L.Load(ref Unsafe.Add(ref _gates, gate * _gateStride));

    /// <summary>A state before the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Previous(int state) => L.Load(ref Unsafe.Add(ref _previous, state * _stateStride));

    /// <summary>Keeps a gate's value for the backward pass. Every gate must be kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(int gate, L value) => L.Store(value, ref Unsafe.Add(ref _kept, gate * _gateStride));

    /// <summary>Sets a state after the step. Every state must be set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Become(int state, L value) => L.Store(value, ref Unsafe.Add(ref _next, state * _stateStride));
}
