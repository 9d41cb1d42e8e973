using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Numerics.Lanes;

/// <summary>One number: the readable reference, and the tail of every wider lane. It gives the bits that the wider lanes give.</summary>
public readonly struct Scalar<T> : IVectorLane<Scalar<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Scalar(T value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static Scalar<T> Zero => default;

    /// <inheritdoc/>
    public static Scalar<T> One => new(T.One);

    /// <summary>The number.</summary>
    public T Value => _value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Broadcast(T value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Constant(double value) =>
        typeof(T) == typeof(float) ? new((T)(object)(float)value) : new((T)(object)value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Load(ref readonly T source) => new(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Scalar<T> value, ref T destination) => destination = value._value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator +(Scalar<T> left, Scalar<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator -(Scalar<T> left, Scalar<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator *(Scalar<T> left, Scalar<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator /(Scalar<T> left, Scalar<T> right) => new(left._value / right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator -(Scalar<T> value) => new(-value._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> MultiplyAdd(Scalar<T> left, Scalar<T> right, Scalar<T> addend) =>
        new(T.FusedMultiplyAdd(left._value, right._value, addend._value));

    /// <inheritdoc/>
    public static Scalar<T> Exp(Scalar<T> value) => LaneMath.Exp<Scalar<T>, T>(value);

    /// <inheritdoc/>
    public static Scalar<T> Sigmoid(Scalar<T> value) => LaneMath.Sigmoid<Scalar<T>, T>(value);

    /// <inheritdoc/>
    public static Scalar<T> Tanh(Scalar<T> value) => LaneMath.Tanh<Scalar<T>, T>(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Abs(Scalar<T> value) => new(T.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Min(Scalar<T> left, Scalar<T> right) => SelectLess(right, left, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Max(Scalar<T> left, Scalar<T> right) => SelectLess(left, right, right, left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Positive(Scalar<T> value) => SelectLess(Zero, value, One, Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> FromBits(uint bits) => (bits & 1) != 0 ? One : Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> SquareRoot(Scalar<T> value) => new(T.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> CopySign(Scalar<T> magnitude, Scalar<T> sign) => new(T.CopySign(magnitude._value, sign._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> SelectLess(Scalar<T> left, Scalar<T> right, Scalar<T> whenLess, Scalar<T> otherwise) =>
        left._value < right._value ? whenLess : otherwise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> AtMost(Scalar<T> value, Scalar<T> limit) => limit._value < value._value ? limit : value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> AtLeast(Scalar<T> value, Scalar<T> limit) => limit._value > value._value ? limit : value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Scale(Scalar<T> value, Scalar<T> exponent)
    {
        var half = LaneMath.RoundToWhole<Scalar<T>, T>(exponent * Constant(0.5));
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> PowerOfTwo(Scalar<T> exponent) =>
        typeof(T) == typeof(float)
            ? new((T)(object)BitConverter.Int32BitsToSingle(((int)(float)(object)exponent._value + 127) << 23))
            : new((T)(object)BitConverter.Int64BitsToDouble(((long)(double)(object)exponent._value + 1023) << 52));
}
