using System;
using System.Collections.Generic;

namespace Unroll.Golden.Reference;

/// <summary>
/// A double that remembers what it was computed from, so that every derivative of a result is there for the asking: the references are written forward only
/// and cannot be wrong backward in another way. Slow, and meant to be read.
/// </summary>
sealed class Number
{
    readonly (Number Source, double Slope)[] _sources;

    Number(double value, params (Number, double)[] sources) => (Value, _sources) = (value, sources);

    public double Value { get; }

    /// <summary>The derivative of the result that <see cref="Differentiate"/> was last called on.</summary>
    public double Gradient { get; private set; }

    /// <summary>A number of its own; also what cuts a gradient off.</summary>
    public static implicit operator Number(double value) => new(value);

    public static Number operator +(Number a, Number b) => new(a.Value + b.Value, (a, 1), (b, 1));

    public static Number operator -(Number a, Number b) => new(a.Value - b.Value, (a, 1), (b, -1));

    public static Number operator *(Number a, Number b) => new(a.Value * b.Value, (a, b.Value), (b, a.Value));

    /// <summary>A function of one variable, by its value and slope.</summary>
    public Number To(double value, double slope) => new(value, (this, slope));

    public Number Sigmoid()
    {
        var value = 1 / (1 + Math.Exp(-Value));
        return To(value, value * (1 - value));
    }

    public Number Tanh() => To(Math.Tanh(Value), 1 - Math.Tanh(Value) * Math.Tanh(Value));

    public Number Relu() => Value > 0 ? To(Value, 1) : To(0, 0);

    public Number Exp() => To(Math.Exp(Value), Math.Exp(Value));

    public Number Log() => To(Math.Log(Value), 1 / Value);

    /// <summary>Cut to [−limit, limit]; beyond, the slope is zero.</summary>
    public Number Clip(double limit) => Math.Abs(Value) <= limit ? this : To(Math.Sign(Value) * limit, 0);

    /// <summary>Fills <see cref="Gradient"/> of everything that this number was computed from.</summary>
    public void Differentiate()
    {
        var order = InOrder();
        foreach (var number in order)
            number.Gradient = 0;
        Gradient = 1;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            foreach (var (source, slope) in order[i]._sources)
                source.Gradient += order[i].Gradient * slope;
        }
    }

    // Sources before what is computed from them; with a stack of its own, since a chain may be longer than the thread's.
    List<Number> InOrder()
    {
        var (order, seen, open) = (new List<Number>(), new HashSet<Number>(), new Stack<(Number Number, bool IsDone)>([(this, false)]));
        while (open.TryPop(out var next))
        {
            if (next.IsDone)
            {
                order.Add(next.Number);
            }
            else if (seen.Add(next.Number))
            {
                open.Push((next.Number, true));
                foreach (var (source, _) in next.Number._sources)
                    open.Push((source, false));
            }
        }
        return order;
    }
}
