using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Training;

/// <summary>Memory for one worker's inputs and targets, taken once for the largest batch and shaped anew for each.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class Batch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly TaskShape _shape;
    readonly Workspace<T> _numbers;
    readonly Workspace<int> _integers;
    readonly Reservation _denseInputs;
    readonly Reservation _symbols;
    readonly Reservation _targets;
    readonly Reservation _targetValues;
    readonly Reservation _targetWeights;
    readonly bool[] _goesOn;
    readonly int[] _keptSteps;

    /// <summary>Takes memory for the task's largest batch.</summary>
    public Batch(TaskShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        ArgumentOutOfRangeException.ThrowIfNegative(shape.TargetWidth, nameof(shape));
        var rows = (long)shape.MostSteps * shape.MostRows;
        var integers = new MemoryPlan();
        var targets = (long)(shape.TargetSteps > 0 ? shape.TargetSteps : shape.MostSteps) * shape.MostRows;
        _targets = integers.Reserve(HasValues ? 0 : targets);
        _symbols = integers.Reserve(shape.InputIsSymbols ? rows : 0);
        _integers = new Workspace<int>(integers);
        var numbers = new MemoryPlan();
        _denseInputs = numbers.Reserve(shape.InputIsSymbols ? 0 : rows * shape.InputWidth);
        _targetValues = numbers.Reserve(targets * shape.TargetWidth);
        _targetWeights = numbers.Reserve(HasWeights ? targets : 0);
        _numbers = new Workspace<T>(numbers);
        _goesOn = new bool[shape.CarriesStates ? shape.MostRows : 0];
        _keptSteps = new int[_goesOn.Length];
        Source = shape.Source is { } source ? new SourceBatch<T>(source, shape.MostRows) : null;
        Mask = shape.IsPadded ? new SequenceMask(shape.MostSteps, shape.MostRows) : null;
        Reshape(shape.MostSteps, shape.MostRows);
    }

    /// <summary>Steps of this batch.</summary>
    public int Steps { get; private set; }

    /// <summary>Sequences in this batch.</summary>
    public int Rows { get; private set; }

    /// <summary>Inputs as the network reads them.</summary>
    public LayerInput<T> Inputs => _shape.InputIsSymbols ? new LayerInput<T>(Symbols) : new LayerInput<T>(Dense);

    /// <summary>Which steps belong to the sequences, all of them after <see cref="Reshape"/>; null where the task's batches are not padded.</summary>
    public SequenceMask? Mask { get; }

    /// <summary>What the encoder reads, of as many rows; null where the task has no sources.</summary>
    public SourceBatch<T>? Source { get; }

    /// <summary>For each row, whether it goes on from the states kept of the same row and worker's batch before, rather than starting anew; false after <see cref="Reshape"/>. Empty where the task carries no states.</summary>
    public Span<bool> GoesOn => _goesOn.AsSpan(0, Math.Min(Rows, _goesOn.Length));

    /// <summary>For each row, the steps after which its states are kept for the batch that goes on: 0 keeps what the row had before, −1 (after <see cref="Reshape"/>) those after all its steps. Empty where the task carries no states.</summary>
    public Span<int> KeptSteps => _keptSteps.AsSpan(0, Math.Min(Rows, _keptSteps.Length));

    /// <summary>Steps of the targets.</summary>
    public int TargetSteps => _shape.TargetSteps > 0 ? _shape.TargetSteps : Steps;

    /// <summary>Input symbols <c>[steps, rows, 1]</c>, where the task has symbols.</summary>
    public Sequence<int> Symbols => new(_integers[_symbols], Steps, Rows, 1, 1);

    /// <summary>Dense inputs <c>[steps, rows, input width]</c>, where the task has them.</summary>
    public Sequence<T> Dense => _shape.InputIsSymbols ? default : new(_numbers[_denseInputs], Steps, Rows, _shape.InputWidth, _shape.InputWidth);

    /// <summary>The class wanted at each step <c>[steps, rows, 1]</c>, −1 where none is; empty where the task has values.</summary>
    public Sequence<int> Targets => HasValues ? default : new(_integers[_targets], TargetSteps, Rows, 1, 1);

    /// <summary>The values wanted at each step <c>[steps, rows, target width]</c>; empty where the task has classes.</summary>
    public Sequence<T> TargetValues => HasValues ? new(_numbers[_targetValues], TargetSteps, Rows, _shape.TargetWidth, _shape.TargetWidth) : default;

    /// <summary>What each place counts <c>[steps, rows, 1]</c>, at least 0, and 0 where nothing is wanted; 1 after <see cref="Reshape"/>. Empty where the task has classes without weights.</summary>
    public Sequence<T> TargetWeights => HasWeights ? new(_numbers[_targetWeights], TargetSteps, Rows, 1, 1) : default;

    /// <summary>Targets as the loss reads them.</summary>
    public LossTargets<T> LossTargets => HasValues ? new LossTargets<T>(TargetValues, TargetWeights) : new LossTargets<T>(Targets, TargetWeights);

    bool HasValues => _shape.TargetWidth > 0;

    bool HasWeights => HasValues || _shape.WeightsClasses;

    /// <summary>Sets the shape of this batch; contents are then undefined, but for the weights, which are 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is larger than the memory taken.</exception>
    public void Reshape(int steps, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, _shape.MostSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _shape.MostRows);
        Mask?.Reshape(steps, rows);
        Steps = steps;
        Rows = rows;
        GoesOn.Clear();
        KeptSteps.Fill(-1);
        if (HasWeights)
            _numbers.Span(_targetWeights)[..(TargetSteps * rows)].Fill(T.One);
    }
}
