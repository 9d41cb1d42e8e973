using System;
using Unroll.Numerics.Lanes;

namespace Unroll.Contracts.Mutation;

/// <summary>
/// A double that computes as <see cref="Scalar{T}"/> does, except that the n-th operation of each pass over a unit is done wrongly.
/// It stands for a cell with one wrong sign or one forgotten factor, without a source file for each.
/// </summary>
readonly struct MutantLane : ILane<MutantLane, double>
{
    [ThreadStatic] static int s_operation;
    [ThreadStatic] static int s_target;
    [ThreadStatic] static int s_length;
    [ThreadStatic] static Mutation s_mutation;

    readonly double _value;

    MutantLane(double value) => _value = value;

    /// <summary>From now on, on this thread, the <paramref name="target"/>-th of every <paramref name="length"/> operations is wrong; none where the target is negative.</summary>
    public static void Begin(Mutation mutation, int target, int length)
    {
        s_mutation = mutation;
        s_target = target;
        s_length = length;
        s_operation = 0;
    }

    /// <summary>Operations since <see cref="Begin"/>.</summary>
    public static int Operations => s_operation;

    // Whether the operation at hand is the one to get wrong.
    static bool Hit() => s_operation++ % s_length == s_target;

    public static int Count => 1;

    public static MutantLane Zero => default;

    public static MutantLane One => new(1);

    public static MutantLane Broadcast(double value) => new(value);

    public static MutantLane Constant(double value) => new(value);

    public static MutantLane Load(ref readonly double source) => !Hit() ? new(source) : new(s_mutation switch
    {
        Mutation.Wrong => -2 * source,   // a rectifier's slope does not show twice its value
        Mutation.Lost => double.NaN,
        _ => 0,
    });

    public static void Store(MutantLane value, ref double destination)
    {
        if (!Hit())
            destination = value._value;
        else if (s_mutation == Mutation.Lost)
            destination = double.NaN;
        else if (s_mutation == Mutation.Wrong)
            destination = -2 * value._value;   // not the opposite alone: a kept value that is only ever squared does not show its sign
    }

    static double Binary(double left, double right, double wanted, double wrong) => !Hit() ? wanted : s_mutation switch
    {
        Mutation.Wrong => wrong,
        Mutation.Missing => left,
        Mutation.Lost => double.NaN,
        _ => right,
    };

    public static MutantLane operator +(MutantLane left, MutantLane right) => new(Binary(left._value, right._value, left._value + right._value, left._value - right._value));

    public static MutantLane operator -(MutantLane left, MutantLane right) => new(Binary(left._value, right._value, left._value - right._value, left._value + right._value));

    public static MutantLane operator *(MutantLane left, MutantLane right) => new(Binary(left._value, right._value, left._value * right._value, -left._value * right._value));

    public static MutantLane operator /(MutantLane left, MutantLane right) => new(Binary(left._value, right._value, left._value / right._value, -left._value / right._value));

    public static MutantLane operator -(MutantLane value) => new(!Hit() ? -value._value : s_mutation == Mutation.Lost ? double.NaN : value._value);

    public static MutantLane MultiplyAdd(MutantLane left, MutantLane right, MutantLane addend)
    {
        var (l, r, a) = (left._value, right._value, addend._value);
        return new(!Hit() ? Math.FusedMultiplyAdd(l, r, a) : s_mutation switch
        {
            Mutation.Wrong => (l * r) - a,
            Mutation.Missing => a,
            Mutation.Lost => double.NaN,
            _ => r + a,
        });
    }

    static MutantLane Function(double argument, double wanted) => new(!Hit() ? wanted : s_mutation switch
    {
        Mutation.Wrong => 2 * wanted,
        Mutation.Lost => double.NaN,
        _ => argument,
    });

    // The functions of the lane it stands for, to the bit: a cut is told by its value being just the function's.
    static Scalar<double> Same(MutantLane value) => Scalar<double>.Broadcast(value._value);

    public static MutantLane Exp(MutantLane value) => Function(value._value, Scalar<double>.Exp(Same(value)).Value);

    public static MutantLane Sigmoid(MutantLane value) => Function(value._value, Scalar<double>.Sigmoid(Same(value)).Value);

    public static MutantLane Tanh(MutantLane value) => Function(value._value, Scalar<double>.Tanh(Same(value)).Value);

    public static MutantLane Abs(MutantLane value) => Function(value._value, Math.Abs(value._value));

    public static MutantLane Positive(MutantLane value) => Function(value._value, value._value > 0 ? 1 : 0);

    public static MutantLane FromBits(uint bits) => Constant(bits & 1);

    public static MutantLane Min(MutantLane left, MutantLane right) =>
        new(Binary(left._value, right._value, right._value < left._value ? right._value : left._value, left._value < right._value ? right._value : left._value));

    public static MutantLane Max(MutantLane left, MutantLane right) =>
        new(Binary(left._value, right._value, left._value < right._value ? right._value : left._value, right._value < left._value ? right._value : left._value));
}
