using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Tests.Oracle;

namespace Unroll.Numerics.Tests.Lanes;

/// <summary>What every lane over numbers must do, bit by bit: the arithmetic of one number, in each of its places. One sealed class for each width.</summary>
/// <typeparam name="L">The lane.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public abstract class LaneContract<L, T>
    where L : struct, IVectorLane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly bool IsFloat = typeof(T) == typeof(float);
    static readonly T[] Numbers = MakeNumbers();

    // Signs, zeros, subnormals, the ends of the range, infinities, NaNs of both signs and with a payload, and ordinary numbers.
    static T[] MakeNumbers()
    {
        var least = T.Epsilon;
        var normal = IsFloat ? T.CreateChecked(1.17549435E-38f) : T.CreateChecked(2.2250738585072014E-308);
        var most = IsFloat ? T.CreateChecked(float.MaxValue) : T.CreateChecked(double.MaxValue);
        var numbers = new List<T> { T.Zero, T.One, T.CreateChecked(1.5), T.Pi, T.CreateChecked(1e10), least, normal - least, normal, most, T.PositiveInfinity, T.NaN, NaNWithPayload() };
        var random = new RandomStream(3);
        for (var i = 0; i < 20; i++)
            numbers.Add(T.ScaleB(T.CreateChecked(1 + random.NextDouble()), random.NextInt32(60) - 30));
        foreach (var number in numbers.ToArray())
            numbers.Add(-number);
        return [.. numbers];
    }

    static T NaNWithPayload() => IsFloat
        ? (T)(object)BitConverter.UInt32BitsToSingle(0x7FC12345)
        : (T)(object)BitConverter.UInt64BitsToDouble(0x7FF8123456789ABC);

    static ulong Bits(T value) => IsFloat ? BitConverter.SingleToUInt32Bits((float)(object)value) : BitConverter.DoubleToUInt64Bits((double)(object)value);

    static BigReal Exact(T value) => BigReal.Of(double.CreateChecked(value));

    static T Rounded(BigReal value) => IsFloat ? (T)(object)value.ToFloat() : (T)(object)value.ToDouble();

    // A lane with a different number in every place; the one at `place` is the one looked at.
    static L Around(T value, int place)
    {
        var memory = new T[L.Count];
        for (var i = 0; i < L.Count; i++)
            memory[i] = i == place ? value : T.CreateChecked(i + 2);
        return L.Load(in memory[0]);
    }

    static T At(L lane, int place)
    {
        var memory = new T[L.Count];
        L.Store(lane, ref memory[0]);
        return memory[place];
    }

    static void Same(T expected, T actual, string what) =>
        Assert.True(Bits(expected) == Bits(actual), $"{what}: expected {expected:R} ({Bits(expected):x}), got {actual:R} ({Bits(actual):x})");

    // IEEE 754 leaves open which NaN an operation gives.
    static void SameNumber(T expected, T actual, string what)
    {
        if (!T.IsNaN(expected) || !T.IsNaN(actual))
            Same(expected, actual, what);
    }

    static void ForPairs(Func<L, L, L> operation, Func<T, T, T> expected, string name, bool exactNaN = false)
    {
        var place = 0;
        foreach (var a in Numbers)
        {
            foreach (var b in Numbers)
            {
                place = (place + 1) % L.Count;
                var actual = At(operation(Around(a, place), Around(b, place)), place);
                var what = $"{name}({a:R}, {b:R}) in place {place}";
                if (exactNaN)
                    Same(expected(a, b), actual, what);
                else
                    SameNumber(expected(a, b), actual, what);
            }
        }
    }

    [Fact]
    public void LoadAndStore_OfNeighbours_TouchThemAlone()
    {
        var memory = new T[L.Count + 2];
        for (var i = 0; i < memory.Length; i++)
            memory[i] = T.CreateChecked(i + 1);
        var lane = L.Load(in memory[1]);
        Array.Fill(memory, -T.One);
        L.Store(lane, ref memory[1]);
        Assert.Equal(-T.One, memory[0]);
        Assert.Equal(-T.One, memory[^1]);
        for (var i = 0; i < L.Count; i++)
            Assert.Equal(T.CreateChecked(i + 2), memory[i + 1]);
    }

    [Fact]
    public void Constants_InEveryPlace_AreTheSameNumber()
    {
        for (var place = 0; place < L.Count; place++)
        {
            Same(T.Zero, At(L.Zero, place), "Zero");
            Same(T.One, At(L.One, place), "One");
            Same(T.Pi, At(L.Broadcast(T.Pi), place), "Broadcast");
            Same(T.CreateChecked(0.1), At(L.Constant(0.1), place), "Constant");
            Same(T.NegativeZero, At(L.Constant(-0.0), place), "Constant");
        }
    }

    [Fact]
    public void FromBits_OfAnyBits_IsOneWhereTheyAreSet()
    {
        foreach (var bits in new[] { 0u, 1u, 2u, 0b1011_0010_1100_0101u, 0xFFFF_8001u, uint.MaxValue })
        {
            for (var place = 0; place < L.Count; place++)
                Same((bits >> place & 1) != 0 ? T.One : T.Zero, At(L.FromBits(bits), place), $"FromBits({bits:b})");
        }
    }

    [Fact]
    public void Arithmetic_OnPairs_IsThatOfOneNumber()
    {
        ForPairs((a, b) => a + b, (a, b) => a + b, "+");
        ForPairs((a, b) => a - b, (a, b) => a - b, "-");
        ForPairs((a, b) => a * b, (a, b) => a * b, "*");
        ForPairs((a, b) => a / b, (a, b) => a / b, "/");
    }

    [Fact]
    public void Arithmetic_OnFinitePairs_IsCorrectlyRounded()
    {
        Func<T, T, bool> finite = (a, b) => T.IsFinite(a) && T.IsFinite(b);
        ForPairs((a, b) => a * b, (a, b) => finite(a, b) && a != T.Zero && b != T.Zero ? Signed(Rounded(Exact(a) * Exact(b)), a, b) : a * b, "*");
        ForPairs((a, b) => a + b, (a, b) => finite(a, b) && a != -b ? Rounded(Exact(a) + Exact(b)) : a + b, "+");

        static T Signed(T magnitude, T a, T b) => T.CopySign(magnitude, T.IsNegative(a) == T.IsNegative(b) ? T.One : -T.One);
    }

    [Fact]
    public void Negate_OfZeroAndNaN_FlipsTheSignBit()
    {
        foreach (var number in Numbers)
        {
            for (var place = 0; place < L.Count; place++)
                Assert.Equal(Bits(number) ^ Bits(T.NegativeZero), Bits(At(-Around(number, place), place)));
        }
    }

    [Fact]
    public void Abs_OfZeroAndNaN_ClearsTheSignBit()
    {
        foreach (var number in Numbers)
        {
            for (var place = 0; place < L.Count; place++)
                Assert.Equal(Bits(number) & ~Bits(T.NegativeZero), Bits(At(L.Abs(Around(number, place)), place)));
        }
    }

    [Fact]
    public void SquareRoot_OfEveryNumber_IsThatOfOneNumber()
    {
        foreach (var number in Numbers)
        {
            for (var place = 0; place < L.Count; place++)
                SameNumber(T.Sqrt(number), At(L.SquareRoot(Around(number, place)), place), $"√{number:R}");
        }
    }

    [Fact]
    public void CopySign_OnPairs_MovesTheSignBitAlone() =>
        ForPairs(L.CopySign, (magnitude, sign) => T.IsNegative(magnitude) == T.IsNegative(sign) ? magnitude : -magnitude, "CopySign", exactNaN: true);

    [Fact]
    public void SelectLess_OnPairs_TakesTheOtherwiseForNaNAndEquals() =>
        ForPairs((a, b) => L.SelectLess(a, b, L.One, L.Constant(2)), (a, b) => a < b ? T.One : T.One + T.One, "SelectLess", exactNaN: true);

    [Fact]
    public void AtMostAndAtLeast_OnPairs_KeepTheNaNOfTheValue()
    {
        foreach (var limit in new[] { T.One, -T.Pi, T.Epsilon })
        {
            ForPairs((a, _) => L.AtMost(a, L.Broadcast(limit)), (a, _) => limit < a ? limit : a, "AtMost", exactNaN: true);
            ForPairs((a, _) => L.AtLeast(a, L.Broadcast(limit)), (a, _) => limit > a ? limit : a, "AtLeast", exactNaN: true);
        }
    }

    [Fact]
    public void MinAndMax_OnPairs_KeepTheLeftWhereEqualOrNaN()
    {
        ForPairs(L.Min, (a, b) => b < a ? b : a, "Min", exactNaN: true);
        ForPairs(L.Max, (a, b) => a < b ? b : a, "Max", exactNaN: true);
    }

    [Fact]
    public void Positive_OfEveryNumber_IsOneAboveZeroAlone() =>
        ForPairs((a, _) => L.Positive(a), (a, _) => a > T.Zero ? T.One : T.Zero, "Positive", exactNaN: true);

    [Fact]
    public void MultiplyAdd_OnTriples_RoundsOnce()
    {
        var place = 0;
        for (var i = 0; i < Numbers.Length * Numbers.Length; i++)
        {
            var (a, b, c) = (Numbers[i % Numbers.Length], Numbers[i / Numbers.Length], Numbers[(7 * i + i / Numbers.Length) % Numbers.Length]);
            place = (place + 1) % L.Count;
            SameNumber(ExactMultiplyAdd(a, b, c), At(L.MultiplyAdd(Around(a, place), Around(b, place), Around(c, place)), place), $"{a:R} * {b:R} + {c:R}");
        }
    }

    [Fact]
    public void MultiplyAdd_WhereTheProductCancels_KeepsItsLowHalf()
    {
        // (1 + u)² − (1 + 2u) = u², which a rounded product loses.
        var u = T.BitIncrement(T.One) - T.One;
        var actual = At(L.MultiplyAdd(L.Broadcast(T.One + u), L.Broadcast(T.One + u), L.Broadcast(-(T.One + u + u))), 0);
        Same(u * u, actual, "low half");
    }

    static T ExactMultiplyAdd(T a, T b, T c)
    {
        if (!T.IsFinite(a) || !T.IsFinite(b) || !T.IsFinite(c))
            return a * b + c;
        var sum = Exact(a) * Exact(b) + Exact(c);
        // A zero takes the sign that zeros of these signs add up to.
        return sum.Digits.IsZero ? T.CopySign(T.Zero, a * b) + c : SignedZero(Rounded(sum), sum);
    }

    static T SignedZero(T rounded, BigReal exact) => T.CopySign(rounded, T.CreateChecked(exact.Digits.Sign));

    [Fact]
    public void Scale_OverTheWholeRange_RoundsOnce()
    {
        var random = new RandomStream(4);
        var (least, most) = IsFloat ? (-252, 254) : (-2044, 2046);
        for (var exponent = least; exponent <= most; exponent++)
        {
            // Mantissas all of whose bits matter, so that a subnormal result is a rounded one; and ties.
            T[] values = [T.One, -T.CreateChecked(1.5), T.BitDecrement(T.One + T.One), T.CreateChecked(0.5 + random.NextDouble() * 1.5), -T.BitIncrement(T.One)];
            foreach (var value in values)
            {
                var place = random.NextInt32(L.Count);
                var expected = T.CopySign(Rounded(Exact(value) * new BigReal(1, exponent)), value);
                Same(expected, At(L.Scale(Around(value, place), L.Constant(exponent)), place), $"{value:R} · 2^{exponent}");
            }
        }
        Assert.True(T.IsNaN(At(L.Scale(L.Constant(double.NaN), L.Constant(double.NaN)), 0)));
    }

    [Fact]
    public void PowerOfTwo_OfEveryNormalExponent_IsExact()
    {
        var (least, most) = IsFloat ? (-126, 127) : (-1022, 1023);
        for (var exponent = least; exponent <= most; exponent++)
            Same(T.ScaleB(T.One, exponent), At(L.PowerOfTwo(L.Constant(exponent)), L.Count - 1), $"2^{exponent}");
    }

    [Fact]
    public void RoundToWhole_OfHalves_GoesToEven()
    {
        foreach (var x in new[] { 0.5, 1.5, 2.5, -0.5, -3.5, 0.49999, -2.50001, 1e6 + 0.25, 0 })
            Assert.Equal(T.CreateChecked(Math.Round(double.CreateChecked(T.CreateChecked(x)))), At(LaneMath.RoundToWhole<L, T>(L.Constant(x)), 0));
    }
}
