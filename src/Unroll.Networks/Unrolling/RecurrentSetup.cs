using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Unrolling;

/// <summary>Everything that a walk must know of its layer.</summary>
/// <param name="cell">The cell.</param>
/// <param name="shape">Widths.</param>
/// <param name="options">Choices.</param>
/// <param name="weights">The layer's weights.</param>
/// <param name="gradients">Where their gradients go.</param>
/// <param name="version">Goes up when the weights have changed.</param>
sealed class RecurrentSetup<T>(CellEntry cell, RecurrentShape shape, RecurrentOptions options, Func<RecurrentWeights<T>> weights, Func<RecurrentWeights<T>> gradients, Func<long> version)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    long _passes;

    public CellEntry Cell => cell;

    public RecurrentShape Shape => shape;

    public RecurrentOptions Options => options;

    /// <summary>Choices inside the equations; null where they are the cell's own.</summary>
    public CellSettings? Settings { get; } = options.Settings == CellSettings.Default ? null : options.Settings;

    public RecurrentWeights<T> Weights() => weights();

    public RecurrentWeights<T> Gradients() => gradients();

    public long Version() => version();

    /// <summary>A number that no other pass of the layer has, on whatever trace: packed weights are the layer's, and those that a pass has dropped some of are that pass's alone.</summary>
    public long NextPass() => Interlocked.Increment(ref _passes);

    /// <summary>For every weight of single units its row of the parameters, or -1 where it is zero for good.</summary>
    public IReadOnlyList<int> UnitRows { get; } = RowsOf(cell, options);

    static List<int> RowsOf(CellEntry cell, RecurrentOptions options)
    {
        var names = options.UnitWeights ?? cell.UnitWeightNames;
        var rows = 0;
        return [.. cell.UnitWeightNames.Select(name => names.Contains(name) ? rows++ : -1)];
    }

    /// <summary>What every number of a state starts from where no state is given and none is learnt.</summary>
    public double DefaultState(int state) => options.InitialStates switch
    {
        InitialStates.Zeros => 0,
        InitialStates.Ones => 1,
        _ => cell.InitialStates[state],
    };
}
