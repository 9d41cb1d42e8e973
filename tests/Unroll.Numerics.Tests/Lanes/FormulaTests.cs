using System;
using Unroll.Numerics.Lanes;

namespace Unroll.Numerics.Tests.Lanes;

public sealed class FormulaTests
{
    static readonly Formula A = Formula.Named("a"), B = Formula.Named("b"), C = Formula.Named("c");

    public static TheoryData<string, string> Cases => new()
    {
        { "a + b", $"{A + B}" },
        { "a + b + c", $"{A + (B + C)}" },
        { "a − (b + c)", $"{A - (B + C)}" },
        { "a − (b − c)", $"{A - (B - C)}" },
        { "a − b − c", $"{A - B - C}" },
        { "a + b ⊙ c", $"{A + B * C}" },
        { "(a + b) ⊙ c", $"{(A + B) * C}" },
        { "a ⊙ (b + c)", $"{A * (B + C)}" },
        { "a ⊙ b ⊙ c", $"{A * (B * C)}" },
        { "a / (b ⊙ c)", $"{A / (B * C)}" },
        { "a / (b / c)", $"{A / (B / C)}" },
        { "a / b / c", $"{A / B / C}" },
        { "a ⊙ b + c", $"{Formula.MultiplyAdd(A, B, C)}" },
        { "−a", $"{-A}" },
        { "−(a + b)", $"{-(A + B)}" },
        { "−(−a)", $"{-(-A)}" },
        { "−a + b", $"{-A + B}" },
        { "a + (−b)", $"{A + -B}" },
        { "a ⊙ (−b)", $"{A * -B}" },
        { "a − (−b ⊙ c)", $"{A - (-B) * C}" },
        { "σ(a + b)", $"{Formula.Sigmoid(A + B)}" },
        { "tanh(a) ⊙ exp(−b)", $"{Formula.Tanh(A) * Formula.Exp(-B)}" },
        { "max(a + b, 0) ⊙ c", $"{Formula.Max(A + B, Formula.Zero) * C}" },
        { "min(a, b − c)", $"{Formula.Min(A, B - C)}" },
        { "1 + |a − b|", $"{Formula.One + Formula.Abs(A - B)}" },
        { "a ⊙ [b + c > 0]", $"{A * Formula.Positive(B + C)}" },
        { "2 · a", $"{Formula.Constant(2) * A}" },
        { "0.5 · (a − b)", $"{Formula.Constant(0.5) * (A - B)}" },
        { "a + (−0.25)", $"{A + Formula.Constant(-0.25)}" },
        { "0", $"{default(Formula)}" },
        { "0 + 1", $"{Formula.Zero + Formula.One}" },
        { "(Wr x + br) ⊙ a", $"{Formula.Named("Wr x + br") * A}" },
        { "Wr x + br + a", $"{Formula.Named("Wr x + br") + A}" },
        { "(1 − z) ⊙ n + z ⊙ h", $"{(Formula.One - Formula.Named("z")) * Formula.Named("n") + Formula.Named("z") * Formula.Named("h")}" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Text_OfAnExpression_HasTheFewestParentheses(string expected, string actual) => Assert.Equal(expected, actual);

    [Fact]
    public void CodeOverLanes_RunOnFormula_PrintsItself()
    {
        Assert.Equal("tanh(n + σ(r) ⊙ m)", NewGate(Formula.Named("n"), Formula.Named("r"), Formula.Named("m")).ToString());

        static L NewGate<L>(L n, L r, L m)
            where L : struct, ILane<L, L> => L.Tanh(n + L.Sigmoid(r) * m);
    }

    [Fact]
    public void Named_WithoutAName_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Formula.Named(" "));
        Assert.Throws<ArgumentNullException>(() => Formula.Named(null!));
    }

    [Fact]
    public void Equality_ComparesTexts()
    {
        Assert.True(A + B == Formula.Named("a") + Formula.Named("b"));
        Assert.True(A + B != B + A);
        Assert.Equal(default, Formula.Constant(0));
        Assert.Equal(Formula.Zero.GetHashCode(), Formula.Constant(0).GetHashCode());
    }

    [Fact]
    public void LoadAndStore_KeepTheText()
    {
        var memory = new[] { A * B, default };
        Formula.Store(Formula.Load(in memory[0]), ref memory[1]);
        Assert.Equal("a ⊙ b", memory[1].ToString());
        Assert.Equal("a", Formula.Broadcast(A).ToString());
        Assert.Equal(1, Formula.Count);
    }
}
