using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Cells.Functions;

/// <summary>The functions and cuts that the settings say; the cell's own functions where they say none.</summary>
/// <typeparam name="TGate">The cell's own for its gates.</typeparam>
/// <typeparam name="TCandidate">Its own for the candidate.</typeparam>
/// <typeparam name="TOutput">Its own for the memory on its way out.</typeparam>
readonly struct ChosenFunctions<TGate, TCandidate, TOutput> : ICellFunctions
    where TGate : struct, IFunction
    where TCandidate : struct, IFunction
    where TOutput : struct, IFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Gate<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => Value<TGate, L, T>(settings!.Gate, Cut<L, T>(sum, settings.GateClip));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L GateBack<L, T>(L gradient, L value, CellSettings? settings)
        where L : struct, ILane<L, T> => Back<TGate, L, T>(settings!.Gate, Within<TGate, L, T>(settings.Gate, gradient, value, settings.GateClip), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Candidate<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => Value<TCandidate, L, T>(settings!.Candidate, Cut<L, T>(sum, settings.GateClip));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L CandidateBack<L, T>(L gradient, L value, CellSettings? settings)
        where L : struct, ILane<L, T> => Back<TCandidate, L, T>(settings!.Candidate, Within<TCandidate, L, T>(settings.Candidate, gradient, value, settings.GateClip), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Output<L, T>(L memory, CellSettings? settings)
        where L : struct, ILane<L, T> => Value<TOutput, L, T>(settings!.Output, memory);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L OutputSlope<L, T>(L value, CellSettings? settings)
        where L : struct, ILane<L, T> => Slope<TOutput, L, T>(settings!.Output, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Memory<L, T>(L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => Cut<L, T>(sum, settings!.MemoryClip);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L MemoryBack<L, T>(L gradient, L sum, CellSettings? settings)
        where L : struct, ILane<L, T> => double.IsPositiveInfinity(settings!.MemoryClip) ? gradient : gradient * L.Positive(L.Constant(settings.MemoryClip) - L.Abs(sum));

    static L Cut<L, T>(L value, double clip)
        where L : struct, ILane<L, T> =>
        double.IsPositiveInfinity(clip) ? value : L.Max(L.Min(value, L.Constant(clip)), L.Constant(-clip));

    // The gradient where the sum was not cut, else 0. A sum that was cut has just the value of the function at the cut; where the function is so flat that
    // others have it too, their slope is 0 in any case.
    static L Within<TOwn, L, T>(Activation? chosen, L gradient, L value, double clip)
        where TOwn : struct, IFunction
        where L : struct, ILane<L, T> =>
        double.IsPositiveInfinity(clip)
            ? gradient
            : gradient * L.Positive(Value<TOwn, L, T>(chosen, L.Constant(clip)) - value) * L.Positive(value - Value<TOwn, L, T>(chosen, L.Constant(-clip)));

    static L Value<TOwn, L, T>(Activation? chosen, L sum)
        where TOwn : struct, IFunction
        where L : struct, ILane<L, T> => chosen?.Kind switch
        {
            null => TOwn.Value<L, T>(sum),
            ActivationKind.Sigmoid => Sigmoid.Value<L, T>(sum),
            ActivationKind.Tanh => Tanh.Value<L, T>(sum),
            ActivationKind.Relu => Relu.Value<L, T>(sum),
            ActivationKind.HardSigmoid => HardSigmoid.Value<L, T>(sum, chosen.Value),
            ActivationKind.Softsign => Softsign.Value<L, T>(sum),
            _ => sum,
        };

    static L Slope<TOwn, L, T>(Activation? chosen, L value)
        where TOwn : struct, IFunction
        where L : struct, ILane<L, T> => chosen?.Kind switch
        {
            null => TOwn.Slope<L, T>(value),
            ActivationKind.Sigmoid => Sigmoid.Slope<L, T>(value),
            ActivationKind.Tanh => Tanh.Slope<L, T>(value),
            ActivationKind.Relu => Relu.Slope<L, T>(value),
            ActivationKind.HardSigmoid => HardSigmoid.Slope<L, T>(value, chosen.Value),
            ActivationKind.Softsign => Softsign.Slope<L, T>(value),
            _ => L.One,
        };

    static L Back<TOwn, L, T>(Activation? chosen, L gradient, L value)
        where TOwn : struct, IFunction
        where L : struct, ILane<L, T> => chosen?.Kind switch
        {
            null => TOwn.Back<L, T>(gradient, value),
            ActivationKind.Identity => gradient,
            _ => gradient * Slope<TOwn, L, T>(chosen, value),
        };
}
