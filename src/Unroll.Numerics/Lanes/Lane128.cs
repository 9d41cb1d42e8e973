using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics.Lanes;

/// <summary>Four floats or two doubles in a 128-bit register. The width of Arm64 and of every x64 processor.</summary>
public readonly struct Lane128<T> : IVectorLane<Lane128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Vector128<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Lane128(Vector128<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    /// <inheritdoc/>
    public static Lane128<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<T>.Zero);
    }

    /// <inheritdoc/>
    public static Lane128<T> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<T>.One);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Broadcast(T value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Constant(double value) =>
        typeof(T) == typeof(float) ? new(Vector128.Create((float)value).As<float, T>()) : new(Vector128.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Load(ref readonly T source) => new(Vector128.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane128<T> value, ref T destination) => value._value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator +(Lane128<T> left, Lane128<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator -(Lane128<T> left, Lane128<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator *(Lane128<T> left, Lane128<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator /(Lane128<T> left, Lane128<T> right) => new(left._value / right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator -(Lane128<T> value) => new(-value._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> MultiplyAdd(Lane128<T> left, Lane128<T> right, Lane128<T> addend) =>
        typeof(T) == typeof(float)
            ? new(Vector128.FusedMultiplyAdd(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
            : new(Vector128.FusedMultiplyAdd(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Exp(Lane128<T> value) => LaneMath.Exp<Lane128<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Sigmoid(Lane128<T> value) => LaneMath.Sigmoid<Lane128<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Tanh(Lane128<T> value) => LaneMath.Tanh<Lane128<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Abs(Lane128<T> value) => new(Vector128.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Min(Lane128<T> left, Lane128<T> right) => SelectLess(right, left, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Max(Lane128<T> left, Lane128<T> right) => SelectLess(left, right, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Positive(Lane128<T> value) => SelectLess(Zero, value, One, Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> FromBits(uint bits)
    {
        if (typeof(T) == typeof(float))
        {
            var places = Vector128.Create(1u, 2, 4, 8);
            return new(Vector128.ConditionalSelect(Vector128.Equals(Vector128.Create(bits) & places, places).As<uint, T>(), One._value, Zero._value));
        }
        var halves = Vector128.Create(1UL, 2);
        return new(Vector128.ConditionalSelect(Vector128.Equals(Vector128.Create((ulong)bits) & halves, halves).As<ulong, T>(), One._value, Zero._value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> SquareRoot(Lane128<T> value) => new(Vector128.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> CopySign(Lane128<T> magnitude, Lane128<T> sign) =>
        new(Vector128.ConditionalSelect(Vector128.Create(T.NegativeZero), sign._value, magnitude._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> SelectLess(Lane128<T> left, Lane128<T> right, Lane128<T> whenLess, Lane128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), whenLess._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> AtMost(Lane128<T> value, Lane128<T> limit) => new(Vector128.MinNative(limit._value, value._value));   // x64 keeps the second when one is NaN

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> AtLeast(Lane128<T> value, Lane128<T> limit) => new(Vector128.MaxNative(limit._value, value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Scale(Lane128<T> value, Lane128<T> exponent)
    {
        // In two factors, so that neither overflows; only the second product can round.
        var half = LaneMath.RoundToWhole<Lane128<T>, T>(exponent * Constant(0.5));
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> PowerOfTwo(Lane128<T> exponent)
    {
        // Adding the rounding constant leaves the whole number in the low bits, whence it is shifted into the exponent field.
        return typeof(T) == typeof(float)
            ? new((Vector128.ShiftLeft((exponent._value.AsSingle() + Vector128.Create(FloatRounding)).AsInt32(), 23) + Vector128<float>.One.AsInt32()).As<int, T>())
            : new((Vector128.ShiftLeft((exponent._value.AsDouble() + Vector128.Create(DoubleRounding)).AsInt64(), 52) + Vector128<double>.One.AsInt64()).As<long, T>());
    }

    const float FloatRounding = 12582912f;            // 1.5 * 2^23
    const double DoubleRounding = 6755399441055744;   // 1.5 * 2^52
}
