using System;

namespace Unroll.Networks.Initialization;

/// <summary>The checks that initialisers make when they are constructed.</summary>
static class ParameterRange
{
    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; use a finite number.");

    public static double NotNegative(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; use a finite number of at least 0.");

    public static double Positive(double value, string name) =>
        double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; use a finite number above 0.");

    public static int Gates(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; a matrix has at least 1 gate.");

    /// <summary>Columns of one gate.</summary>
    public static int ColumnsOfGate(int columns, int gates) =>
        columns % gates == 0 ? columns / gates : throw new ArgumentException($"A matrix of {columns} columns cannot be cut into {gates} equal gates; its columns must be gates · units.", nameof(columns));
}
