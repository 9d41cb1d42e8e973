using System;
using System.Collections.Generic;
using Unroll.Networks.Cells;

namespace Unroll.Contracts.Mutation;

/// <summary>
/// The cells' textbook equations once more, by hand, with System.Math: what Forward itself is held against.
/// (Rung 1 cannot see a mistake that forward and backward share.) Gates, states and weights stand in the order of the catalog.
/// </summary>
static class KnownAnswers
{
    public delegate void Equations(KnownUnit u);

    static readonly Dictionary<string, Equations> s_cells = new()
    {
        // Elman 1990.
        ["elman"] = u => u.Next[0] = u.Candidate(u.Gates[0]),
        ["elman-relu"] = u => u.Next[0] = u.Candidate(u.Gates[0], ActivationKind.Relu),
        ["elman-sigmoid"] = u => u.Next[0] = u.Candidate(u.Gates[0], ActivationKind.Sigmoid),
        ["elman-identity"] = u => u.Next[0] = u.Candidate(u.Gates[0], ActivationKind.Identity),

        // Li, Li, Cook, Zhu and Gao 2018.
        ["indrnn"] = u => u.Next[0] = u.Candidate(u.Gates[0] + u.Weights[0] * u.Previous[0], ActivationKind.Relu),
        ["indrnn-tanh"] = u => u.Next[0] = u.Candidate(u.Gates[0] + u.Weights[0] * u.Previous[0]),

        // Gers, Schmidhuber and Cummins 2000; gates i f g o, states h c.
        ["lstm"] = u => Lstm(u, u.Gate(u.Gates[0]), u.Gate(u.Gates[1]), u.Gates[2], u.Gates[3], peephole: 0),

        // Greff et al. 2017; peepholes i f o.
        ["lstm-peephole"] = u => Lstm(u,
            u.Gate(u.Gates[0] + u.Weights[0] * u.Previous[1]), u.Gate(u.Gates[1] + u.Weights[1] * u.Previous[1]), u.Gates[2], u.Gates[3], u.Weights[2]),

        // Coupled: gates f g o, or i g o; peepholes f o, or i o.
        ["lstm-coupled"] = u => Lstm(u, 1 - u.Gate(u.Gates[0]), u.Gate(u.Gates[0]), u.Gates[1], u.Gates[2], peephole: 0),
        ["lstm-coupled-input"] = u => Lstm(u, u.Gate(u.Gates[0]), 1 - u.Gate(u.Gates[0]), u.Gates[1], u.Gates[2], peephole: 0),
        ["lstm-peephole-coupled"] = u =>
        {
            var f = u.Gate(u.Gates[0] + u.Weights[0] * u.Previous[1]);
            Lstm(u, 1 - f, f, u.Gates[1], u.Gates[2], u.Weights[1]);
        },
        ["lstm-peephole-coupled-input"] = u =>
        {
            var i = u.Gate(u.Gates[0] + u.Weights[0] * u.Previous[1]);
            Lstm(u, i, 1 - i, u.Gates[1], u.Gates[2], u.Weights[1]);
        },

        // The report's names: gates ξ (forget), μ (remember), θ (recall), ι (input node); states h ζ. Its wiring changes the sums, not what is made of them.
        ["vs-lstm"] = u => Lstm(u, u.Gate(u.Gates[1]), u.Gate(u.Gates[0]), u.Gates[3], u.Gates[2], peephole: 0),
        ["vs-lstm-report"] = u => Lstm(u, u.Gate(u.Gates[1]), u.Gate(u.Gates[0]), u.Gates[3], u.Gates[2], peephole: 0),

        // Gates μ ξ ι θ, peepholes μ ξ θ: as in lstm-peephole.
        ["vs-lstm-peephole"] = u => Lstm(u,
            u.Gate(u.Gates[0] + u.Weights[0] * u.Previous[1]), u.Gate(u.Gates[1] + u.Weights[1] * u.Previous[1]), u.Gates[2], u.Gates[3], u.Weights[2]),

        // Cho et al. 2014 as cuDNN has it; gates n r z m, where m is the recurrent part of n.
        ["gru"] = u => Blend(u, u.Candidate(u.Gates[0] + u.Gates[3] * u.Gate(u.Gates[1])), kept: u.Gate(u.Gates[2])),

        // Cho et al. 2014 as published; gates r z n, and n reads r ⊙ h.
        ["gru-reset-before"] = u =>
        {
            u.Feed = u.Gate(u.Gates[0]) * u.Previous[0];
            Blend(u, u.Candidate(u.Gates[2]), kept: u.Gate(u.Gates[1]));
        },

        // Zhou, Wu, Zhang and Zhou 2016; gates f n, and n reads f ⊙ h.
        ["mgu"] = u =>
        {
            u.Feed = u.Gate(u.Gates[0]) * u.Previous[0];
            Blend(u, u.Candidate(u.Gates[1]), kept: 1 - u.Gate(u.Gates[0]));
        },
    };

    static void Lstm(KnownUnit u, double input, double forget, double candidate, double output, double peephole)
    {
        u.Next[1] = u.Memory(u.Previous[1] * forget + u.Candidate(candidate) * input);
        u.Next[0] = u.Output(u.Next[1]) * u.Gate(output + peephole * u.Next[1]);
    }

    static void Blend(KnownUnit u, double candidate, double kept) => u.Next[0] = candidate * (1 - kept) + u.Previous[0] * kept;

    /// <summary>The equations of a cell of the catalog.</summary>
    public static Equations Of(string cell) => s_cells.TryGetValue(cell, out var equations)
        ? equations
        : throw new InvalidOperationException($"Cell '{cell}' has no equations here; write its new states by hand with System.Math in KnownAnswers.");
}
