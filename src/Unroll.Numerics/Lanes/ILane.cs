namespace Unroll.Numerics.Lanes;

/// <summary>
/// A group of neighbouring numbers that one formula is applied to: one scalar, 4, 8 or 16 in a vector register,
/// a dual number, or the text of the formula itself. Equations are written once over this interface.
/// </summary>
/// <typeparam name="L">The lane itself.</typeparam>
/// <typeparam name="T">The number held in memory.</typeparam>
public interface ILane<L, T>
    where L : struct, ILane<L, T>
{
    /// <summary>How many neighbouring numbers one lane holds. A constant to the compiler.</summary>
    static abstract int Count { get; }

    /// <summary>All zeros.</summary>
    static abstract L Zero { get; }

    /// <summary>All ones.</summary>
    static abstract L One { get; }

    /// <summary>The same value in every place.</summary>
    static abstract L Broadcast(T value);

    /// <summary>The same constant, rounded to the lane's precision, in every place.</summary>
    static abstract L Constant(double value);

    /// <summary>Reads <see cref="Count"/> neighbouring numbers; no alignment is asked for.</summary>
    static abstract L Load(ref readonly T source);

    /// <summary>Writes <see cref="Count"/> neighbouring numbers; no alignment is asked for.</summary>
    static abstract void Store(L value, ref T destination);

    /// <summary>The sum.</summary>
    static abstract L operator +(L left, L right);

    /// <summary>The difference.</summary>
    static abstract L operator -(L left, L right);

    /// <summary>The product, place by place.</summary>
    static abstract L operator *(L left, L right);

    /// <summary>The quotient, place by place.</summary>
    static abstract L operator /(L left, L right);

    /// <summary>The opposite.</summary>
    static abstract L operator -(L value);

    /// <summary><c>left * right + addend</c>, rounded once.</summary>
    static abstract L MultiplyAdd(L left, L right, L addend);

    /// <summary>The exponential.</summary>
    static abstract L Exp(L value);

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    static abstract L Sigmoid(L value);

    /// <summary>The hyperbolic tangent.</summary>
    static abstract L Tanh(L value);

    /// <summary>The magnitude: the value without its sign bit.</summary>
    static abstract L Abs(L value);

    /// <summary>The smaller, place by place: <c>right &lt; left ? right : left</c>. The left one where they are equal or either is NaN, so put what may be NaN on the left.</summary>
    static abstract L Min(L left, L right);

    /// <summary>The larger, place by place: <c>left &lt; right ? right : left</c>. The left one where they are equal or either is NaN, so put what may be NaN on the left.</summary>
    static abstract L Max(L left, L right);

    /// <summary>1 above zero; 0 at zero, below it and for NaN. The slope of a kink.</summary>
    static abstract L Positive(L value);

    /// <summary>1 in the places whose bits are set, place 0 being the lowest; else 0. Higher bits do not matter.</summary>
    static abstract L FromBits(uint bits);
}
