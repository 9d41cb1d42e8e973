using System.Runtime.CompilerServices;
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
    readonly ref T _current;
    readonly ref T _gradients;
    readonly ref T _outputGradients;
    readonly ref T _previousGradients;
    readonly nint _gateStride;
    readonly nint _stateStride;
    readonly nint _gradientStride;

    /// <summary>Points at one unit's numbers.</summary>
    /// <param name="kept">Kept value of gate 0.</param>
    /// <param name="gateGradients">Where the gradient of gate 0's pre-activation goes; may be <paramref name="kept"/>.</param>
    /// <param name="gateStride">Distance from one gate to the next, in both.</param>
    /// <param name="previous">State 0 before the step.</param>
    /// <param name="current">State 0 after the step.</param>
    /// <param name="stateStride">Distance from one state to the next, in both.</param>
    /// <param name="gradients">Gradient that reaches state 0 from the step after.</param>
    /// <param name="outputGradients">Gradient that reaches the output (state 0) from the layer above at this step.</param>
    /// <param name="previousGradients">Where the direct gradient of the previous state 0 goes; what flows back through the recurrent weights is added later.</param>
    /// <param name="gradientStride">Distance from one state's gradient to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BackwardUnit(
        ref T kept, ref T gateGradients, nint gateStride, ref T previous, ref T current, nint stateStride,
        ref T gradients, ref T outputGradients, ref T previousGradients, nint gradientStride)
    {
        _kept = ref kept;
        _gateGradients = ref gateGradients;
        _gateStride = gateStride;
        _previous = ref previous;
        _current = ref current;
        _stateStride = stateStride;
        _gradients = ref gradients;
        _outputGradients = ref outputGradients;
        _previousGradients = ref previousGradients;
        _gradientStride = gradientStride;
    }

    /// <summary>The value that the forward pass kept for a gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Kept(int gate) => L.Load(ref Unsafe.Add(ref _kept, gate * _gateStride));

    /// <summary>A state before the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Previous(int state) => L.Load(ref Unsafe.Add(ref _previous, state * _stateStride));

    /// <summary>A state after the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Current(int state) => L.Load(ref Unsafe.Add(ref _current, state * _stateStride));

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
