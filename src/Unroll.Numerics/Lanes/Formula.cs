using System;
using System.Globalization;

namespace Unroll.Numerics.Lanes;

/// <summary>
/// The text of a formula. Code that is written over lanes prints its own equations when it runs on this one:
/// <c>(L.One - z) * n + z * h</c> gives <c>(1 − z) ⊙ n + z ⊙ h</c>.
/// </summary>
/// <remarks>
/// Parentheses stand only where the order of evaluation asks for them. Nothing is simplified: what is printed is what the code computes.
/// A default value is the number 0. Products are element-wise (⊙), except with a number (·).
/// </remarks>
public readonly struct Formula : ILane<Formula, Formula>, IEquatable<Formula>
{
    const int SumLevel = 1, ProductLevel = 2, SignLevel = 3, AtomLevel = 4;

    readonly string? _text;
    readonly int _level;      // how tightly the outermost operator binds
    readonly bool _isNumber;

    Formula(string text, int level, bool isNumber = false)
    {
        _text = text;
        _level = level;
        _isNumber = isNumber;
    }

    string Text => _text ?? "0";

    int Level => _text is null ? AtomLevel : _level;

    bool IsNumber => _text is null || _isNumber;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static Formula Zero => default;

    /// <inheritdoc/>
    public static Formula One => Constant(1);

    /// <summary>A quantity known by a name, for example <c>r</c>, <c>h'</c> or <c>Wr x + br</c>; a name with a space is put in parentheses where it must be.</summary>
    public static Formula Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(name, name.Contains(' ', StringComparison.Ordinal) ? SumLevel : AtomLevel);
    }

    /// <inheritdoc/>
    public static Formula Broadcast(Formula value) => value;

    /// <inheritdoc/>
    public static Formula Constant(double value)
    {
        // A number below zero is written with the sign of a difference, and binds like a sign.
        var text = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        return value < 0 ? new("−" + text, SignLevel, isNumber: true) : new(text, AtomLevel, isNumber: true);
    }

    /// <inheritdoc/>
    public static Formula Load(ref readonly Formula source) => source;

    /// <inheritdoc/>
    public static void Store(Formula value, ref Formula destination) => destination = value;

    /// <inheritdoc/>
    public static Formula operator +(Formula left, Formula right) => new($"{left.Within(SumLevel)} + {right.AfterSign(SumLevel)}", SumLevel);

    /// <inheritdoc/>
    public static Formula operator -(Formula left, Formula right) => new($"{left.Within(SumLevel)} − {right.AfterSign(ProductLevel)}", SumLevel);

    /// <inheritdoc/>
    public static Formula operator *(Formula left, Formula right) =>
        new($"{left.Within(ProductLevel)} {(left.IsNumber || right.IsNumber ? '·' : '⊙')} {right.AfterSign(ProductLevel)}", ProductLevel);

    /// <inheritdoc/>
    public static Formula operator /(Formula left, Formula right) => new($"{left.Within(ProductLevel)} / {right.AfterSign(AtomLevel)}", ProductLevel);

    /// <inheritdoc/>
    public static Formula operator -(Formula value) => new("−" + value.AfterSign(ProductLevel), SignLevel);

    /// <inheritdoc/>
    public static Formula MultiplyAdd(Formula left, Formula right, Formula addend) => left * right + addend;

    /// <inheritdoc/>
    public static Formula Exp(Formula value) => Call("exp", value);

    /// <inheritdoc/>
    public static Formula Sigmoid(Formula value) => Call("σ", value);

    /// <inheritdoc/>
    public static Formula Tanh(Formula value) => Call("tanh", value);

    /// <inheritdoc/>
    public static Formula Abs(Formula value) => new($"|{value.Text}|", AtomLevel);

    /// <inheritdoc/>
    public static Formula Min(Formula left, Formula right) => new($"min({left.Text}, {right.Text})", AtomLevel);

    /// <inheritdoc/>
    public static Formula Max(Formula left, Formula right) => new($"max({left.Text}, {right.Text})", AtomLevel);

    /// <summary>Iverson's bracket: <c>[x &gt; 0]</c> is 1 where it holds and 0 elsewhere.</summary>
    public static Formula Positive(Formula value) => new($"[{value.Text} > 0]", AtomLevel);

    /// <inheritdoc/>
    public static Formula FromBits(uint bits) => Constant(bits & 1);

    static Formula Call(string function, Formula argument) => new($"{function}({argument.Text})", AtomLevel);

    // The text, in parentheses when it binds less tightly than its place asks for.
    string Within(int level) => Level < level ? $"({Text})" : Text;

    // The same to the right of an operator, where a sign may not follow.
    string AfterSign(int level) => Level < level || Text.StartsWith('−') ? $"({Text})" : Text;

    /// <summary>Whether the texts are the same.</summary>
    public bool Equals(Formula other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Formula other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Whether the texts are the same.</summary>
    public static bool operator ==(Formula left, Formula right) => left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(Formula left, Formula right) => !left.Equals(right);

    /// <summary>The formula.</summary>
    public override string ToString() => Text;
}
