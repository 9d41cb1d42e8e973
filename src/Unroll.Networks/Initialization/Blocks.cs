using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Initialization;

/// <summary>Cuts the columns into equal blocks, one for each gate, and starts each in its own way. They draw from the one stream, first block first.</summary>
public sealed record Blocks : IInitializer
{
    readonly IInitializer[] _initializers;

    /// <summary>One initialiser for each block, from left to right; at least one.</summary>
    public Blocks(params ReadOnlySpan<IInitializer> initializers)
    {
        _initializers = initializers.ToArray();
        if (_initializers.Length == 0)
            throw new ArgumentException("No initialiser was given; give one for each block of columns.", nameof(initializers));
        if (_initializers.Contains(null))
            throw new ArgumentException($"Initialiser {Array.IndexOf(_initializers, null)} is null; give one for each block of columns.", nameof(initializers));
    }

    /// <summary>One for each block, from left to right.</summary>
    public IReadOnlyList<IInitializer> Initializers => _initializers;

    /// <summary>Zero but for one gate, which has this value: an LSTM's bias with its forget gate open (Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015).</summary>
    /// <param name="gates">Gates side by side in the columns.</param>
    /// <param name="gate">The gate that differs, counted from 0.</param>
    /// <param name="value">Its value.</param>
    public static Blocks Bias(int gates, int gate, double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gates);
        ArgumentOutOfRangeException.ThrowIfNegative(gate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(gate, gates);
        var all = new IInitializer[gates];
        for (var g = 0; g < gates; g++)
            all[g] = g == gate ? new Constant(value) : new Zeros();
        return new Blocks(all);
    }

    /// <summary>Zero but for the gates named, for example an LSTM's <c>Bias(cell.GateNames, ("f", 1), ("o", -2))</c>.</summary>
    /// <param name="gateNames">All gates, from left to right.</param>
    /// <param name="biases">A gate and its value, for as many gates as wanted.</param>
    /// <exception cref="ArgumentException">A gate is not there, or is named twice.</exception>
    public static Blocks Bias(IReadOnlyList<string> gateNames, params ReadOnlySpan<(string Gate, double Value)> biases)
    {
        ArgumentNullException.ThrowIfNull(gateNames);
        var all = new IInitializer[gateNames.Count];
        foreach (var (gate, value) in biases)
        {
            var place = gateNames.ToList().IndexOf(gate);
            if (place < 0)
                throw new ArgumentException($"Gate '{gate}' is not there. Known: {string.Join(", ", gateNames)}.", nameof(biases));
            if (all[place] is not null)
                throw new ArgumentException($"Gate '{gate}' is given two biases; give one.", nameof(biases));
            all[place] = new Constant(value);
        }
        return new Blocks([.. all.Select(initializer => initializer ?? new Zeros())]);
    }

    /// <inheritdoc/>
    public unsafe void Fill<T>(Matrix<T> values, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = ParameterRange.ColumnsOfGate(values.Columns, _initializers.Length);
        for (var b = 0; b < _initializers.Length; b++)
            _initializers[b].Fill(new Matrix<T>(values.Data + b * columns, values.Rows, columns, values.Stride), random);
    }

    /// <summary>Whether both have equal initialisers in the same order.</summary>
    public bool Equals(Blocks? other) => other is not null && _initializers.AsSpan().SequenceEqual(other._initializers);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var initializer in _initializers)
            hash.Add(initializer);
        return hash.ToHashCode();
    }
}
