using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Training;

/// <summary>Memory for one worker's inputs and targets, taken once for the largest batch and shaped anew for each.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class Batch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly TaskShape _shape;
    readonly Workspace<T>? _dense;
    readonly Workspace<int> _integers;
    readonly Reservation _denseInputs;
    readonly Reservation _symbols;
    readonly Reservation _targets;

    /// <summary>Takes memory for the task's largest batch.</summary>
    public Batch(TaskShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        var rows = (long)shape.MostSteps * shape.MostRows;
        var integers = new MemoryPlan();
        _targets = integers.Reserve(rows);
        _symbols = integers.Reserve(shape.InputIsSymbols ? rows : 0);
        _integers = new Workspace<int>(integers);
        if (!shape.InputIsSymbols)
        {
            var dense = new MemoryPlan();
            _denseInputs = dense.Reserve(rows * shape.InputWidth);
            _dense = new Workspace<T>(dense);
        }
        Reshape(shape.MostSteps, shape.MostRows);
    }

    /// <summary>Steps of this batch.</summary>
    public int Steps { get; private set; }

    /// <summary>Sequences in this batch.</summary>
    public int Rows { get; private set; }

    /// <summary>Inputs as the network reads them.</summary>
    public LayerInput<T> Inputs => _dense is null ? new LayerInput<T>(Symbols) : new LayerInput<T>(Dense);

    /// <summary>Input symbols <c>[steps, rows, 1]</c>, where the task has symbols.</summary>
    public Sequence<int> Symbols => new(_integers[_symbols], Steps, Rows, 1, 1);

    /// <summary>Dense inputs <c>[steps, rows, input width]</c>, where the task has them.</summary>
    public Sequence<T> Dense => _dense is null ? default : new(_dense[_denseInputs], Steps, Rows, _shape.InputWidth, _shape.InputWidth);

    /// <summary>The class wanted at each step <c>[steps, rows, 1]</c>; −1 where none is.</summary>
    public Sequence<int> Targets => new(_integers[_targets], Steps, Rows, 1, 1);

    /// <summary>Sets the shape of this batch; contents are then undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is larger than the memory taken.</exception>
    public void Reshape(int steps, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, _shape.MostSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _shape.MostRows);
        Steps = steps;
        Rows = rows;
    }
}
