using System;
using Unroll.Networks.Cells;

namespace Unroll.Contracts.Mutation;

/// <summary>What the equations by hand read and write, and the functions once more with System.Math, as the settings have them.</summary>
sealed class KnownUnit(CellLayout layout, CellSettings? settings)
{
    /// <summary>Sums of the gates.</summary>
    public double[] Gates { get; } = new double[layout.Gates];

    /// <summary>States before the step.</summary>
    public double[] Previous { get; } = new double[layout.States];

    /// <summary>Weights of the unit; one that means nothing where it has none.</summary>
    public double[] Weights { get; } = new double[Math.Max(1, layout.UnitWeights)];

    /// <summary>States after the step.</summary>
    public double[] Next { get; } = new double[layout.States];

    /// <summary>What the late gates of a staged cell read.</summary>
    public double Feed { get; set; }

    /// <summary>A gate's value.</summary>
    public double Gate(double sum) => Apply(settings?.Gate, ActivationKind.Sigmoid, Cut(sum, settings?.GateClip));

    /// <summary>A candidate's value.</summary>
    public double Candidate(double sum, ActivationKind own = ActivationKind.Tanh) => Apply(settings?.Candidate, own, Cut(sum, settings?.GateClip));

    /// <summary>The memory on its way out.</summary>
    public double Output(double memory) => Apply(settings?.Output, ActivationKind.Tanh, memory);

    /// <summary>The memory as it is carried on.</summary>
    public double Memory(double sum) => Cut(sum, settings?.MemoryClip);

    static double Cut(double value, double? limit) => Math.Clamp(value, -(limit ?? double.MaxValue), limit ?? double.MaxValue);

    static double Apply(Activation? chosen, ActivationKind own, double x) => (chosen?.Kind ?? own) switch
    {
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Relu => x > 0 ? x : 0,
        ActivationKind.HardSigmoid => Math.Clamp(chosen!.Value.Alpha * x + chosen.Value.Beta, 0, 1),
        ActivationKind.Softsign => x / (1 + Math.Abs(x)),
        ActivationKind.Identity => x,
        _ => throw new ArgumentOutOfRangeException(nameof(chosen)),
    };
}
