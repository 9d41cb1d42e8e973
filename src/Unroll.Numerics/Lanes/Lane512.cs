using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Numerics.Lanes;

/// <summary>Sixteen floats or eight doubles in a 512-bit register.</summary>
public readonly struct Lane512<T> : IVectorLane<Lane512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Vector512<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Lane512(Vector512<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    /// <inheritdoc/>
    public static Lane512<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Zero);
    }

    /// <inheritdoc/>
    public static Lane512<T> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.One);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Broadcast(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Constant(double value) =>
        typeof(T) == typeof(float) ? new(Vector512.Create((float)value).As<float, T>()) : new(Vector512.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Load(ref readonly T source) => new(Vector512.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512<T> value, ref T destination) => value._value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator +(Lane512<T> left, Lane512<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> left, Lane512<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator *(Lane512<T> left, Lane512<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator /(Lane512<T> left, Lane512<T> right) => new(left._value / right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> value) => new(-value._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> MultiplyAdd(Lane512<T> left, Lane512<T> right, Lane512<T> addend) =>
        typeof(T) == typeof(float)
            ? new(Vector512.FusedMultiplyAdd(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
            : new(Vector512.FusedMultiplyAdd(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Exp(Lane512<T> value) => LaneMath.Exp<Lane512<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Sigmoid(Lane512<T> value) => LaneMath.Sigmoid<Lane512<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Tanh(Lane512<T> value) => LaneMath.Tanh<Lane512<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Abs(Lane512<T> value) => new(Vector512.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Min(Lane512<T> left, Lane512<T> right) => SelectLess(right, left, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Max(Lane512<T> left, Lane512<T> right) => SelectLess(left, right, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Positive(Lane512<T> value) => SelectLess(Zero, value, One, Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> FromBits(uint bits)
    {
        if (typeof(T) == typeof(float))
        {
            var places = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
            return new(Vector512.ConditionalSelect(Vector512.Equals(Vector512.Create(bits) & places, places).As<uint, T>(), One._value, Zero._value));
        }
        var halves = Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128);
        return new(Vector512.ConditionalSelect(Vector512.Equals(Vector512.Create((ulong)bits) & halves, halves).As<ulong, T>(), One._value, Zero._value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> SquareRoot(Lane512<T> value) => new(Vector512.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> CopySign(Lane512<T> magnitude, Lane512<T> sign) =>
        new(Vector512.ConditionalSelect(Vector512.Create(T.NegativeZero), sign._value, magnitude._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> SelectLess(Lane512<T> left, Lane512<T> right, Lane512<T> whenLess, Lane512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left._value, right._value), whenLess._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> AtMost(Lane512<T> value, Lane512<T> limit) => new(Vector512.MinNative(limit._value, value._value));   // x64 keeps the second when one is NaN

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> AtLeast(Lane512<T> value, Lane512<T> limit) => new(Vector512.MaxNative(limit._value, value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Scale(Lane512<T> value, Lane512<T> exponent)
    {
        if (Avx512F.IsSupported)
        {
            // One instruction with the same single rounding as the two factors below.
            return typeof(T) == typeof(float)
                ? new(Avx512F.Scale(value._value.AsSingle(), exponent._value.AsSingle()).As<float, T>())
                : new(Avx512F.Scale(value._value.AsDouble(), exponent._value.AsDouble()).As<double, T>());
        }

        // In two factors, so that neither overflows; only the second product can round.
        var half = LaneMath.RoundToWhole<Lane512<T>, T>(exponent * Constant(0.5));
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> PowerOfTwo(Lane512<T> exponent)
    {
        if (Avx512F.IsSupported)
            return Scale(One, exponent);
        // Adding the rounding constant leaves the whole number in the low bits, whence it is shifted into the exponent field.
        return typeof(T) == typeof(float)
            ? new((Vector512.ShiftLeft((exponent._value.AsSingle() + Vector512.Create(FloatRounding)).AsInt32(), 23) + Vector512<float>.One.AsInt32()).As<int, T>())
            : new((Vector512.ShiftLeft((exponent._value.AsDouble() + Vector512.Create(DoubleRounding)).AsInt64(), 52) + Vector512<double>.One.AsInt64()).As<long, T>());
    }

    const float FloatRounding = 12582912f;            // 1.5 * 2^23
    const double DoubleRounding = 6755399441055744;   // 1.5 * 2^52
}
