using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Synthetic;

/// <summary>
/// Parity over a set of strings drawn once: input a bit, target the parity so far, at every step. Batches hold strings of one length, nothing is dropped,
/// and step s gives worker w of W batch <c>s·W + w</c> of its epoch; at the end of an epoch the last workers may have none.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class ParityTask<T> : ITask<T>, IDividedEvaluation<T>, ISizedEvaluation, INamedMetrics, IKnownLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly BitStrings _strings;
    readonly LengthBatches _batches;
    readonly ParityTests<T> _tests;
    readonly ParityReading _reading;
    readonly int _workers;
    readonly Lock _entering = new();

    /// <summary>Draws the strings.</summary>
    /// <exception cref="TaskOptionsException">The options do not fit together or in memory.</exception>
    public ParityTask(ParityOptions options, TaskSetting setting)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setting);
        options.Validate();
        var random = new RandomStream(setting.Seed).Split("parity");
        _reading = ParityEntry.ReadingOf(options);
        _strings = options.Mode == "variable"
            ? BitStrings.DrawVariable(random.Split("strings"), random.Split("lengths"), options.Count, options.Length)
            : BitStrings.DrawFixed(random.Split("strings"), options.Count, options.Length);
        var trained = options.TrainCount - (options.ValidationCount ?? 0);
        _batches = new LengthBatches(_strings, 0, trained, setting.Batch, options.Shuffle ? random.Split("order") : null);
        _tests = new ParityTests<T>(options.Tests, random.Split("tests"), _reading);
        if (options.ValidationCount is { } validation)
            _tests.AddFirst("validation", _strings, trained, validation);
        _tests.AddFirst("test", _strings, options.TrainCount, _strings.Count - options.TrainCount);
        _workers = setting.Workers;
        var steps = (_batches.Count + _workers - 1) / _workers;
        Shape = new TaskShape(2, 2, options.Length, Math.Min(setting.Batch, trained), steps, InputIsSymbols: true);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public double LeastLossPerTarget => 0;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => _tests.Passes;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => _tests.MetricNames;

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_workers, nameof(worker));
        var (epoch, stepOfEpoch) = long.DivRem(step, Shape.StepsPerEpoch);
        var number = stepOfEpoch * _workers + worker;
        if (number >= _batches.Count)
            return false;
        // Workers of one step may fill at once; the first of a new epoch draws its order, and all of them are at the same step.
        lock (_entering)
            _batches.Enter(checked((int)epoch));
        ParityTests<T>.Fill(batch, _strings, _batches[(int)number], _reading);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share) => _tests.Evaluate(network, team, share);
}
