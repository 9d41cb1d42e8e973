using System;
using System.Collections.Generic;

namespace Unroll.Contracts.Mutation;

/// <summary>
/// The cells' textbook equations once more, by hand, with System.Math: what Forward itself is held against.
/// (Rung 1 cannot see a mistake that forward and backward share.) Gates and states stand in the order of the catalog.
/// </summary>
static class KnownAnswers
{
    public delegate void Equations(double[] gates, double[] previous, double[] next);

    static readonly Dictionary<string, Equations> s_cells = new()
    {
        // Elman 1990.
        ["elman"] = (z, _, next) => next[0] = Math.Tanh(z[0]),

        // Gers, Schmidhuber and Cummins 2000; gates i f g o, states h c.
        ["lstm"] = (z, previous, next) =>
        {
            next[1] = previous[1] / (1 + Math.Exp(-z[1])) + Math.Tanh(z[2]) / (1 + Math.Exp(-z[0]));
            next[0] = Math.Tanh(next[1]) / (1 + Math.Exp(-z[3]));
        },

        // Cho et al. 2014 as cuDNN has it; gates n r z m, where m is the recurrent part of n.
        ["gru"] = (z, previous, next) =>
        {
            var update = 1 / (1 + Math.Exp(-z[2]));
            next[0] = Math.Tanh(z[0] + z[3] / (1 + Math.Exp(-z[1]))) * (1 - update) + previous[0] * update;
        },
    };

    /// <summary>The equations of a cell of the catalog.</summary>
    public static Equations Of(string cell) => s_cells.TryGetValue(cell, out var equations)
        ? equations
        : throw new InvalidOperationException($"Cell '{cell}' has no equations here; write its new states by hand with System.Math in KnownAnswers.");
}
