using System;

namespace Unroll.Numerics.Lanes;

/// <summary>
/// A number and its derivative with respect to one quantity, carried through a formula by the exact rules of differentiation.
/// Running a forward pass on it proves a backward pass without the error of finite differences.
/// </summary>
/// <remarks>Follows the dual numbers of Clifford (1873): <c>value + slope · ε</c> with ε² = 0. Both parts are double.</remarks>
/// <param name="Value">The number.</param>
/// <param name="Derivative">Its derivative; 1 for the quantity itself, 0 for everything that does not depend on it.</param>
public readonly record struct Dual(double Value, double Derivative) : ILane<Dual, Dual>
{
    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static Dual Zero => default;

    /// <inheritdoc/>
    public static Dual One => new(1, 0);

    /// <summary>The quantity that derivatives are taken by.</summary>
    public static Dual Variable(double value) => new(value, 1);

    /// <inheritdoc/>
    public static Dual Broadcast(Dual value) => value;

    /// <inheritdoc/>
    public static Dual Constant(double value) => new(value, 0);

    /// <inheritdoc/>
    public static Dual Load(ref readonly Dual source) => source;

    /// <inheritdoc/>
    public static void Store(Dual value, ref Dual destination) => destination = value;

    /// <inheritdoc/>
    public static Dual operator +(Dual left, Dual right) => new(left.Value + right.Value, left.Derivative + right.Derivative);

    /// <inheritdoc/>
    public static Dual operator -(Dual left, Dual right) => new(left.Value - right.Value, left.Derivative - right.Derivative);

    /// <inheritdoc/>
    public static Dual operator *(Dual left, Dual right) => new(left.Value * right.Value, left.Derivative * right.Value + left.Value * right.Derivative);

    /// <inheritdoc/>
    public static Dual operator /(Dual left, Dual right)
    {
        var quotient = left.Value / right.Value;
        return new(quotient, (left.Derivative - quotient * right.Derivative) / right.Value);
    }

    /// <inheritdoc/>
    public static Dual operator -(Dual value) => new(-value.Value, -value.Derivative);

    /// <inheritdoc/>
    public static Dual MultiplyAdd(Dual left, Dual right, Dual addend) =>
        new(Math.FusedMultiplyAdd(left.Value, right.Value, addend.Value), left.Derivative * right.Value + left.Value * right.Derivative + addend.Derivative);

    /// <inheritdoc/>
    public static Dual Exp(Dual value)
    {
        var e = Math.Exp(value.Value);
        return new(e, e * value.Derivative);
    }

    /// <inheritdoc/>
    public static Dual Sigmoid(Dual value)
    {
        // From e^-|x|, so that neither tail loses digits; the slope s (1 − s) is t / (1 + t)² on both sides.
        var t = Math.Exp(-Math.Abs(value.Value));
        var s = (value.Value < 0 ? t : 1) / (1 + t);
        return new(s, t / ((1 + t) * (1 + t)) * value.Derivative);
    }

    /// <inheritdoc/>
    public static Dual Tanh(Dual value)
    {
        // The slope 1 − tanh² as 1 / cosh², which does not cancel where tanh is near 1.
        var inverse = 1 / Math.Cosh(value.Value);
        return new(Math.Tanh(value.Value), inverse * inverse * value.Derivative);
    }

    /// <inheritdoc/>
    public static Dual Abs(Dual value) => new(Math.Abs(value.Value), value.Value > 0 ? value.Derivative : value.Value < 0 ? -value.Derivative : 0);

    /// <summary>The smaller; where they are equal its derivative is that of the right one, so that it is 0 at the kink of <c>Min(x, constant)</c>.</summary>
    public static Dual Min(Dual left, Dual right) => new(right.Value < left.Value ? right.Value : left.Value, right.Value <= left.Value ? right.Derivative : left.Derivative);

    /// <summary>The larger; where they are equal its derivative is that of the right one, so that it is 0 at the kink of <c>Max(x, constant)</c>.</summary>
    public static Dual Max(Dual left, Dual right) => new(left.Value < right.Value ? right.Value : left.Value, left.Value <= right.Value ? right.Derivative : left.Derivative);

    /// <summary>1 above zero, else 0; flat everywhere, at the step as well.</summary>
    public static Dual Positive(Dual value) => new(value.Value > 0 ? 1 : 0, 0);

    /// <summary>A constant: 1 where the lowest bit is set, else 0.</summary>
    public static Dual FromBits(uint bits) => new(bits & 1, 0);
}
