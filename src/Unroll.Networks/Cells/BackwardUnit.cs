using System.Runtime.CompilerServices;
using Unroll.Networks.Cells.Functions;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells;

/// <summary>What one hidden unit (or a lane of neighbouring units) reads and must write in the backward pass. Vanishes in the compiler.</summary>
/// <typeparam name="L">The lane.</typeparam>
/// <typeparam name="T">The number in memory.</typeparam>
public readonly ref struct BackwardUnit<L, T>
    where L : struct, ILane<L, T>
{
    readonly ref T _kept;
    readonly ref T _gateGradients;
    readonly ref T _previous;
    readonly ref T _gradients;
    readonly ref T _outputGradients;
    readonly ref T _previousGradients;
    readonly nint _gateStride;
    readonly nint _stateStride;
    readonly nint _gradientStride;
    readonly ref T _weights;
    readonly ref T _weightGradients;
    readonly nint _weightStride;
    readonly ref T _feedGradient;
    readonly ref T _left;
    readonly CellSettings? _settings;

    /// <summary>Points at one unit's numbers.</summary>
    /// <param name="kept">Kept value of gate 0.</param>
    /// <param name="gateGradients">Where the gradient of gate 0's pre-activation goes; may be <paramref name="kept"/>.</param>
    /// <param name="gateStride">Distance from one gate to the next, in both.</param>
    /// <param name="previous">State 0 before the step.</param>
    /// <param name="stateStride">Distance from one state to the next.</param>
    /// <param name="gradients">Gradient that reaches state 0 from the step after.</param>
    /// <param name="outputGradients">Gradient that reaches the output (state 0) from the layer above at this step.</param>
    /// <param name="previousGradients">Where the direct gradient of the previous state 0 goes; what flows back through the recurrent weights is added later.</param>
    /// <param name="gradientStride">Distance from one state's gradient to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BackwardUnit(
        ref T kept, ref T gateGradients, nint gateStride, ref T previous, nint stateStride,
        ref T gradients, ref T outputGradients, ref T previousGradients, nint gradientStride)
    {
        _kept = ref kept;
        _gateGradients = ref gateGradients;
        _gateStride = gateStride;
        _previous = ref previous;
        _stateStride = stateStride;
        _gradients = ref gradients;
        _outputGradients = ref outputGradients;
        _previousGradients = ref previousGradients;
        _gradientStride = gradientStride;
        _weights = ref Unsafe.NullRef<T>();
        _weightGradients = ref Unsafe.NullRef<T>();
        _feedGradient = ref Unsafe.NullRef<T>();
        _left = ref Unsafe.NullRef<T>();
    }

    /// <summary>Points at one unit's numbers, its weights and what it fed among them.</summary>
    /// <param name="unit">All that every cell has.</param>
    /// <param name="weights">The unit's weight 0.</param>
    /// <param name="weightGradients">The sum for the gradient of the unit's weight 0.</param>
    /// <param name="weightStride">Distance from one weight of the unit to the next, in both.</param>
    /// <param name="feedGradient">Gradient of what the unit fed to the late gates of a staged cell.</param>
    /// <param name="left">What the first half of a staged cell's backward pass leaves for the second.</param>
    /// <param name="settings">Choices; null for the cell as published.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BackwardUnit(
        BackwardUnit<L, T> unit, ref T weights, ref T weightGradients, nint weightStride, ref T feedGradient, ref T left, CellSettings? settings)
    {
        this = unit;
        _weights = ref weights;
        _weightGradients = ref weightGradients;
        _weightStride = weightStride;
        _feedGradient = ref feedGradient;
        _left = ref left;
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

    /// <summary>Adds this step's part of the gradient of a weight that belongs to the unit alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WeightGradient(int weight, L value)
    {
        ref var sum = ref Unsafe.Add(ref _weightGradients, weight * _weightStride);
        L.Store(L.Load(ref sum) + value, ref sum);
    }

    /// <summary>Gradient of what the unit fed to the late gates; only in <see cref="ICellMath.EarlyBackward"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L FeedGradient() => L.Load(ref _feedGradient);

    /// <summary>Leaves a number for <see cref="ICellMath.EarlyBackward"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(L value) => L.Store(value, ref _left);

    /// <summary>What <see cref="Leave"/> left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Left() => L.Load(ref _left);

    /// <summary>Adds to the gradient that reaches a previous state directly; for <see cref="ICellMath.EarlyBackward"/>, which comes second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddPreviousGradient(int state, L value)
    {
        ref var sum = ref Unsafe.Add(ref _previousGradients, state * _gradientStride);
        L.Store(L.Load(ref sum) + value, ref sum);
    }

    /// <summary>The value that the forward pass kept for a gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Kept(int gate) => L.Load(ref Unsafe.Add(ref _kept, gate * _gateStride));

    /// <summary>A state before the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Previous(int state) => L.Load(ref Unsafe.Add(ref _previous, state * _stateStride));

    /// <summary>Gradient of the loss with respect to a state after the step, from all that came later and from above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Gradient(int state)
    {
        var later = L.Load(ref Unsafe.Add(ref _gradients, state * _gradientStride));
        return state == 0 ? later + L.Load(ref _outputGradients) : later;
    }

    /// <summary>Sets the gradient of a gate's pre-activation. Every gate must be set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GateGradient(int gate, L value) => L.Store(value, ref Unsafe.Add(ref _gateGradients, gate * _gateStride));

    /// <summary>Sets the gradient that reaches a previous state directly, not through gates; zero where the cell does not set it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PreviousGradient(int state, L value) => L.Store(value, ref Unsafe.Add(ref _previousGradients, state * _gradientStride));
}
