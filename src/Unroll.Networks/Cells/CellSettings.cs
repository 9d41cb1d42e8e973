using System;

namespace Unroll.Networks.Cells;

/// <summary>Choices inside a cell's equations. With the defaults a cell runs on code in which they are constants; with any other on code that reads them.</summary>
public sealed record CellSettings
{
    /// <summary>The function of the gates; the cell's own where null (sigmoid).</summary>
    public Activation? Gate { get; init; }

    /// <summary>The function of the candidate; the cell's own where null (tanh).</summary>
    public Activation? Candidate { get; init; }

    /// <summary>The function of the memory on its way out; the cell's own where null (tanh).</summary>
    public Activation? Output { get; init; }

    /// <summary>Gates' pre-activations are cut to ±this before their function (ONNX <c>clip</c>); above 0, infinity for no cut.</summary>
    public double GateClip { get; init; } = double.PositiveInfinity;

    /// <summary>The memory is cut to ±this after each step; above 0, infinity for no cut.</summary>
    public double MemoryClip { get; init; } = double.PositiveInfinity;

    /// <summary>The cells as published.</summary>
    public static CellSettings Default { get; } = new();

    /// <summary>Refuses numbers that are no settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A clip is not above 0, a function is none of <see cref="ActivationKind"/>, or a hard sigmoid does not rise.</exception>
    public void Check()
    {
        if (!(GateClip > 0))
            throw new ArgumentOutOfRangeException(nameof(GateClip), GateClip, "Give a number above 0, or infinity for no cut.");
        if (!(MemoryClip > 0))
            throw new ArgumentOutOfRangeException(nameof(MemoryClip), MemoryClip, "Give a number above 0, or infinity for no cut.");
        Check(Gate, nameof(Gate));
        Check(Candidate, nameof(Candidate));
        Check(Output, nameof(Output));
    }

    static void Check(Activation? function, string role)
    {
        if (function is not { } chosen)
            return;
        if (!Enum.IsDefined(chosen.Kind))
            throw new ArgumentOutOfRangeException(role, chosen.Kind, $"{role} is no known function; known: {string.Join(", ", Enum.GetNames<ActivationKind>())}.");
        if (chosen.Kind == ActivationKind.HardSigmoid && !(chosen.Alpha > 0 && double.IsFinite(chosen.Alpha) && double.IsFinite(chosen.Beta)))
            throw new ArgumentOutOfRangeException(role, chosen, $"{role} is a hard sigmoid of slope {chosen.Alpha} and middle {chosen.Beta}; give a finite slope above 0 and a finite middle.");
    }
}
