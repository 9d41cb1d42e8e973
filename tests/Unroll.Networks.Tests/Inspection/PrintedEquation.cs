using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unroll.Networks.Tests.Inspection;

/// <summary>
/// Computes the right side of an equation as <c>unroll cells</c> prints it, from the text alone: sums, ⊙, functions, and matrices (names that begin with W or R) before what they multiply.
/// </summary>
sealed class PrintedEquation(string text, Func<string, double[]> vectorOf, Func<string, double[], double[]> multiply)
{
    int _at;

    public double[] Value()
    {
        var value = Sum();
        return _at == text.Length ? value : throw new FormatException($"'{text}' was read up to {_at}.");
    }

    double[] Sum()
    {
        var sum = Product();
        while (Take(" + ") is var plus && (plus || Take(" − ")))
            sum = Zip(sum, Product(), plus ? (a, b) => a + b : (a, b) => a - b);
        return sum;
    }

    double[] Product()
    {
        var product = Factor();
        while (Take(" ⊙ "))
            product = Zip(product, Factor(), (a, b) => a * b);
        return product;
    }

    double[] Factor()
    {
        if (Take("σ("))
            return Closed(Sum(), x => 1 / (1 + Math.Exp(-x)));
        if (Take("tanh("))
            return Closed(Sum(), Math.Tanh);
        if (Take("max("))
            return Closed(Sum(), x => Math.Max(x, 0), ", 0)");
        if (Take("("))
            return Closed(Sum(), x => x);
        var name = Name();
        if (double.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return [number];
        return name[0] is 'W' or 'R' && Take(" ") ? multiply(name, Factor()) : vectorOf(name);
    }

    double[] Closed(double[] inner, Func<double, double> function, string end = ")") => Take(end) ? [.. inner.Select(function)] : throw new FormatException($"'{text}': no '{end}' at {_at}.");

    string Name()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '\''))
            _at++;
        return _at > start ? text[start.._at] : throw new FormatException($"'{text}': no name at {_at}.");
    }

    bool Take(string token)
    {
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
            return false;
        _at += token.Length;
        return true;
    }

    // A number stands for a vector of it.
    static double[] Zip(double[] left, double[] right, Func<double, double, double> function) =>
        [.. Enumerable.Range(0, Math.Max(left.Length, right.Length)).Select(i => function(left[left.Length == 1 ? 0 : i], right[right.Length == 1 ? 0 : i]))];
}
