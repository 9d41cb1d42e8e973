using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics.Lanes;

/// <summary>Eight floats or four doubles in a 256-bit register.</summary>
public readonly struct Lane256<T> : IVectorLane<Lane256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Vector256<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Lane256(Vector256<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    /// <inheritdoc/>
    public static Lane256<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<T>.Zero);
    }

    /// <inheritdoc/>
    public static Lane256<T> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<T>.One);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Broadcast(T value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Constant(double value) =>
        typeof(T) == typeof(float) ? new(Vector256.Create((float)value).As<float, T>()) : new(Vector256.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Load(ref readonly T source) => new(Vector256.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256<T> value, ref T destination) => value._value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator +(Lane256<T> left, Lane256<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator -(Lane256<T> left, Lane256<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator *(Lane256<T> left, Lane256<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator /(Lane256<T> left, Lane256<T> right) => new(left._value / right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator -(Lane256<T> value) => new(-value._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> MultiplyAdd(Lane256<T> left, Lane256<T> right, Lane256<T> addend) =>
        typeof(T) == typeof(float)
            ? new(Vector256.FusedMultiplyAdd(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
            : new(Vector256.FusedMultiplyAdd(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Exp(Lane256<T> value) => LaneMath.Exp<Lane256<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Sigmoid(Lane256<T> value) => LaneMath.Sigmoid<Lane256<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Tanh(Lane256<T> value) => LaneMath.Tanh<Lane256<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Abs(Lane256<T> value) => new(Vector256.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Min(Lane256<T> left, Lane256<T> right) => SelectLess(right, left, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Max(Lane256<T> left, Lane256<T> right) => SelectLess(left, right, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Positive(Lane256<T> value) => SelectLess(Zero, value, One, Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> FromBits(uint bits)
    {
        if (typeof(T) == typeof(float))
        {
            var places = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
            return new(Vector256.ConditionalSelect(Vector256.Equals(Vector256.Create(bits) & places, places).As<uint, T>(), One._value, Zero._value));
        }
        var halves = Vector256.Create(1UL, 2, 4, 8);
        return new(Vector256.ConditionalSelect(Vector256.Equals(Vector256.Create((ulong)bits) & halves, halves).As<ulong, T>(), One._value, Zero._value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> SquareRoot(Lane256<T> value) => new(Vector256.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> CopySign(Lane256<T> magnitude, Lane256<T> sign) =>
        new(Vector256.ConditionalSelect(Vector256.Create(T.NegativeZero), sign._value, magnitude._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> SelectLess(Lane256<T> left, Lane256<T> right, Lane256<T> whenLess, Lane256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left._value, right._value), whenLess._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> AtMost(Lane256<T> value, Lane256<T> limit) => new(Vector256.MinNative(limit._value, value._value));   // x64 keeps the second when one is NaN

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> AtLeast(Lane256<T> value, Lane256<T> limit) => new(Vector256.MaxNative(limit._value, value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Scale(Lane256<T> value, Lane256<T> exponent)
    {
        // In two factors, so that neither overflows; only the second product can round.
        var half = LaneMath.RoundToWhole<Lane256<T>, T>(exponent * Constant(0.5));
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> PowerOfTwo(Lane256<T> exponent)
    {
        // Adding the rounding constant leaves the whole number in the low bits, whence it is shifted into the exponent field.
        return typeof(T) == typeof(float)
            ? new((Vector256.ShiftLeft((exponent._value.AsSingle() + Vector256.Create(FloatRounding)).AsInt32(), 23) + Vector256<float>.One.AsInt32()).As<int, T>())
            : new((Vector256.ShiftLeft((exponent._value.AsDouble() + Vector256.Create(DoubleRounding)).AsInt64(), 52) + Vector256<double>.One.AsInt64()).As<long, T>());
    }

    const float FloatRounding = 12582912f;            // 1.5 * 2^23
    const double DoubleRounding = 6755399441055744;   // 1.5 * 2^52
}
