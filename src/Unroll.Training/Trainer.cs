using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;
using Unroll.Training.Averaging;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Streams;
using Unroll.Training.Translation;

namespace Unroll.Training;

/// <summary>
/// Takes training steps: fill, forward, loss, backward, sum, clip, update, report. It owns no data, no files and no printing,
/// and allocates nothing once it is made.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ILoss<T> _loss;
    readonly TrainerOptions _options;
    readonly Batch<T> _batch;
    readonly BatchPass<T> _pass;
    readonly StepTotals _totals = new();
    readonly BatchSum<T> _batches;
    readonly Memory<T> _accumulated;   // [parameters], sum over the workers so far; empty with one worker
    readonly LaneWidth _width = LaneWidths.Widest;
    readonly WorkerStates<T>? _states;
    readonly GradientExchange<T>? _exchange;   // null where gradients are summed when all are there
    double _lastRate;
    bool _alike;

    /// <summary>Takes all memory that training needs.</summary>
    /// <param name="network">The network; its parameters are trained. The decoder of an encoder-decoder is trained together with its encoder, on a task with sources.</param>
    /// <param name="task">Where batches come from.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="optimizer">Made for this network's parameters.</param>
    /// <param name="options">Schedule, clipping, workers.</param>
    /// <param name="team">The threads that the network's passes run on.</param>
    /// <param name="average">A moving average of this network's parameters, updated after every step; null for none.</param>
    /// <exception cref="ArgumentException">The parts do not fit together; the message says which.</exception>
    /// <exception cref="InsufficientMemoryException">The task's largest batch needs more memory than there is.</exception>
    public Trainer(Network<T> network, ITask<T> task, ILoss<T> loss, IOptimizer<T> optimizer, TrainerOptions options, WorkerTeam team, ExponentialMovingAverage<T>? average = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(team);
        RequireFit(network, task.Shape, optimizer);
        TranslationFit.Require(network, task.Shape, options.Sampling);
        if (average is not null && !average.Follows(network.Parameters))
            throw new ArgumentException("The average follows the parameters of another network; make one for this network.", nameof(average));
        Network = network;
        Task = task;
        Optimizer = optimizer;
        Average = average;
        _loss = loss;
        _options = options;
        _batch = new Batch<T>(task.Shape);
        _pass = network.PartOf is { } model ? new TranslationPass<T>(model, task.Shape, options.Sampling, team) : new NetworkPass<T>(network, task.Shape, team);
        _batches = new BatchSum<T>(network.Parameters.Count, options.Accumulate, loss.Reduction);
        _states = task.Shape.CarriesStates ? new WorkerStates<T>(_pass.Trace, options.Workers) : null;
        _accumulated = AlignedVector.Allocate<T>(options.Workers > 1 ? network.Parameters.Count : 0);
        // Of several batches the gradients are together only after the last.
        if (options is { Workers: 1, Accumulate: 1, Collective: { Size: > 1, Overlaps: true } })
            _exchange = new GradientExchange<T>(options.Collective, network.Parameters.GradientMemory, _pass.FinalFrom);
    }

    /// <summary>The network in training; of an encoder-decoder the decoder, whose parameters are those of both.</summary>
    public Network<T> Network { get; }

    /// <summary>The task.</summary>
    public ITask<T> Task { get; }

    /// <summary>The optimizer, with its state.</summary>
    public IOptimizer<T> Optimizer { get; }

    /// <summary>The moving average of the parameters; null where none was asked for.</summary>
    public ExponentialMovingAverage<T>? Average { get; }

    /// <summary>Training steps in an epoch: the task's, or fewer where a step takes several batches; 0 where the data never end.</summary>
    public int StepsPerEpoch => _options.StepsPerEpochOf(Task.Shape);

    /// <summary>Training steps done.</summary>
    public long StepsDone { get; private set; }

    /// <summary>
    /// The states that rows go on from at the next step, of each worker of this trainer; empty where the task carries none. A resumed run needs them:
    /// <see cref="CarriedStates{T}.Save"/> and <see cref="CarriedStates{T}.Load"/>.
    /// </summary>
    public IReadOnlyList<CarriedStates<T>> CarriedStates => _states?.Workers ?? [];

    /// <summary>What to save beside <see cref="Parameters{T}.Values"/>, the vectors of <see cref="IOptimizer{T}.State"/>, the average and the <see cref="CarriedStates"/>.</summary>
    public TrainerState State => new(StepsDone, Optimizer.Updates, (_options.Schedule as IAdaptiveSchedule)?.Save(), Task.Memory?.Save());

    /// <summary>
    /// Takes up a saved run, once the caller has written the parameters' values, the optimizer's vectors, the average and the carried states back. The steps that follow give the bits they would have given.
    /// After an exception the trainer, its schedule and its task are as they were.
    /// </summary>
    /// <exception cref="ArgumentException">The state is of a run with another kind of schedule or task.</exception>
    /// <exception cref="FormatException">A memory is not what the schedule or task saved.</exception>
    public void Restore(TrainerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(state.StepsDone, nameof(state));
        ArgumentOutOfRangeException.ThrowIfNegative(state.Updates, nameof(state));
        RequireMemory("schedule", _options.Schedule as IAdaptiveSchedule, state.ScheduleMemory);
        RequireMemory("task", Task.Memory, state.TaskMemory);
        LoadMemories(state);
        StepsDone = state.StepsDone;
        Optimizer.Updates = state.Updates;
        if (Average is { } average)
            average.Updates = state.Updates;
        Network.Parameters.MarkChanged();
        _alike = false;
    }

    /// <summary>Does one step. After an exception nothing was updated and the trainer is where it was before; the collective, if any, is told.</summary>
    /// <exception cref="TrainingDivergedException">The loss or the gradient is not finite.</exception>
    /// <exception cref="Collectives.CollectiveAbortedException">Another worker gave up.</exception>
    public StepReport Step()
    {
        _states?.Remember();
        try
        {
            var report = Learn();
            if (!double.IsFinite(report.Loss) || !double.IsFinite(report.GradientNorm))
                throw Divergence.Explain(Network.Parameters, report, _options.Clipping);
            Optimizer.Update(Network.Parameters, report.Rate);
            Average?.Update();
            _lastRate = report.Rate;
            StepsDone++;
            (_options.Schedule as IAdaptiveSchedule)?.Observe(report);
            Task.Memory?.Observe(report);
            return report;
        }
        catch (Exception e)
        {
            _states?.GoBack();
            // A divergence is seen by all workers alike; anything else is this worker's alone, and the others must not wait for it.
            if (e is not TrainingDivergedException)
                _options.Collective.Abort(e);
            throw;
        }
    }

    /// <summary>Looks at what the last update left. A step finds broken values in its loss, but after the last step no other comes.</summary>
    /// <exception cref="TrainingDivergedException">A parameter is not finite.</exception>
    public void RequireFinite()
    {
        if (Divergence.FirstNotFinite(Network.Parameters, Network.Parameters.Values) is { } segment)
            throw Divergence.ExplainUpdate(segment, StepsDone, _lastRate, _options.Clipping);
    }

    // Both or neither: with a memory of one run and one of another, a caller that goes on all the same would train something that nobody asked for.
    void LoadMemories(TrainerState state)
    {
        var schedule = _options.Schedule as IAdaptiveSchedule;
        var (oldSchedule, oldTask) = (schedule?.Save(), Task.Memory?.Save());
        try
        {
            schedule?.Load(state.ScheduleMemory!);
            Task.Memory?.Load(state.TaskMemory!);
        }
        catch
        {
            schedule?.Load(oldSchedule!);
            Task.Memory?.Load(oldTask!);
            throw;
        }
    }

    // Everything up to the update: gradients summed over all workers and clipped.
    StepReport Learn()
    {
        var collective = _options.Collective;
        var gradients = Network.Parameters.Gradients;
        BeginAlike();
        _totals.Clear();
        for (var worker = 0; worker < _options.Workers; worker++)
        {
            LearnBatches(worker, collective.Rank * _options.Workers + worker);
            Accumulate(worker);
        }
        if (_exchange is null)
            collective.Sum(gradients);
        else
            _exchange.Complete();
        collective.Sum(_totals.Vector);
        if (!_totals.AnyBatch)
            throw new InvalidOperationException($"Step {StepsDone + 1}: the task has no batch for any worker; train for fewer steps.");
        var norm = _options.Clipping.Apply(gradients);
        var stepsPerEpoch = StepsPerEpoch;
        var epoch = stepsPerEpoch > 0 ? checked((int)(StepsDone / stepsPerEpoch)) : 0;
        return new StepReport(
            StepsDone + 1, epoch, _totals.Loss, _totals.LossPerTarget, norm, _options.Schedule.RateAt(StepsDone), _totals.Sequences, _totals.Targets)
        {
            Weight = _totals.Weight,
        };
    }

    // Replicas must start from the same values, whoever drew or loaded them. Not in the constructor: there the others may not be there yet.
    void BeginAlike()
    {
        if (_alike)
            return;
        _options.Collective.Broadcast(Network.Parameters.Values);
        Network.Parameters.MarkChanged();
        _alike = true;
    }

    // Between the seeds of workers' masks; odd and large, so that no worker's seeds meet another's layers'.
    const ulong WorkerSpacing = 0xD1342543DE82EF95UL;

    // The batches of one worker (its place in this trainer, its number among all), brought together in Gradients.
    void LearnBatches(int place, int worker)
    {
        var (first, count) = _options.BatchesOf(StepsDone, Task.Shape);
        _batches.Clear();
        for (var number = first; number < first + count; number++)
        {
            if (!Task.Fill(_batch, number, worker))
                continue;
            _states?.Give(place, _batch);
            _pass.Forward(_batch, new BatchPosition(StepsDone, number, worker, new NoisePosition(_options.NoiseSeed + WorkerSpacing * (ulong)worker, (uint)number)));
            _states?.Take(place, _batch);
            var loss = _loss.Measure(_pass.Trace.Outputs, _batch.LossTargets, _pass.Trace.OutputGradients);
            _pass.Backward(_exchange);
            _batches.Add(Network.Parameters.Gradients, loss, _batch.Rows);
        }
        _batches.Finish(Network.Parameters.Gradients, _totals);
    }

    // A backward pass overwrites the gradients, so the sum of the workers before is kept apart until the last one.
    void Accumulate(int worker)
    {
        if (_options.Workers == 1)
            return;
        var gradients = Network.Parameters.Gradients;
        var sum = _accumulated.Span;
        if (worker == 0)
            gradients.CopyTo(sum);
        else
            VectorOperations.SetSum<T>(sum, gradients, worker == _options.Workers - 1 ? gradients : sum, _width);
    }

    static void RequireFit(Network<T> network, TaskShape shape, IOptimizer<T> optimizer)
    {
        if (network.InputWidth != shape.InputWidth)
            throw new ArgumentException($"The network reads width {network.InputWidth}, but the task gives width {shape.InputWidth}.", nameof(network));
        if (network.OutputWidth != shape.OutputWidth)
            throw new ArgumentException($"The network writes width {network.OutputWidth}, but the task {(shape.TargetWidth > 0 ? $"wants width {shape.OutputWidth}" : $"has {shape.OutputWidth} classes")}.", nameof(network));
        foreach (var vector in optimizer.State)
        {
            if (vector.Values.Length != network.Parameters.Count)
                throw new ArgumentException($"The optimizer's '{vector.Name}' holds {vector.Values.Length} numbers, but the network has {network.Parameters.Count} parameters.", nameof(optimizer));
        }
    }

    static void RequireMemory(string owner, ITaskMemory? memory, string? text)
    {
        if (memory is null != text is null)
            throw new ArgumentException($"The saved state {(text is null ? "lacks" : "has")} a memory of the {owner}, and this {owner} {(memory is null ? "has none" : "needs one")}; it comes from another recipe.", nameof(text));
    }
}
