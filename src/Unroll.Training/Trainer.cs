using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;

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
    readonly Trace<T> _trace;
    readonly StepTotals _totals = new();
    readonly Memory<T> _accumulated;   // [parameters], sum over the workers so far; empty with one worker
    readonly LaneWidth _width = LaneWidths.Widest;
    bool _alike;

    /// <summary>Takes all memory that training needs.</summary>
    /// <param name="network">The network; its parameters are trained.</param>
    /// <param name="task">Where batches come from.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="optimizer">Made for this network's parameters.</param>
    /// <param name="options">Schedule, clipping, workers.</param>
    /// <param name="team">The threads that the network's passes run on.</param>
    /// <exception cref="ArgumentException">The parts do not fit together; the message says which.</exception>
    /// <exception cref="InsufficientMemoryException">The task's largest batch needs more memory than there is.</exception>
    public Trainer(Network<T> network, ITask<T> task, ILoss<T> loss, IOptimizer<T> optimizer, TrainerOptions options, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(team);
        RequireFit(network, task.Shape, optimizer);
        Network = network;
        Task = task;
        Optimizer = optimizer;
        _loss = loss;
        _options = options;
        _batch = new Batch<T>(task.Shape);
        _trace = network.CreateTrace(task.Shape.MostSteps, task.Shape.MostRows, TraceMode.Training, team);
        _accumulated = AlignedVector.Allocate<T>(options.Workers > 1 ? network.Parameters.Count : 0);
    }

    /// <summary>The network in training.</summary>
    public Network<T> Network { get; }

    /// <summary>The task.</summary>
    public ITask<T> Task { get; }

    /// <summary>The optimizer, with its state.</summary>
    public IOptimizer<T> Optimizer { get; }

    /// <summary>Training steps done.</summary>
    public long StepsDone { get; private set; }

    /// <summary>What to save beside <see cref="Parameters{T}.Values"/> and the vectors of <see cref="IOptimizer{T}.State"/>.</summary>
    public TrainerState State => new(StepsDone, Optimizer.Updates, (_options.Schedule as IAdaptiveSchedule)?.Save(), Task.Memory?.Save());

    /// <summary>Takes up a saved run, once the caller has written the parameters' values and the optimizer's vectors back. The steps that follow give the bits they would have given.</summary>
    /// <exception cref="ArgumentException">The state is of a run with another kind of schedule or task.</exception>
    /// <exception cref="FormatException">A memory is not what the schedule or task saved.</exception>
    public void Restore(TrainerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(state.StepsDone, nameof(state));
        ArgumentOutOfRangeException.ThrowIfNegative(state.Updates, nameof(state));
        RequireMemory("schedule", _options.Schedule as IAdaptiveSchedule, state.ScheduleMemory);
        RequireMemory("task", Task.Memory, state.TaskMemory);
        (_options.Schedule as IAdaptiveSchedule)?.Load(state.ScheduleMemory!);
        Task.Memory?.Load(state.TaskMemory!);
        StepsDone = state.StepsDone;
        Optimizer.Updates = state.Updates;
        Network.Parameters.MarkChanged();
        _alike = false;
    }

    /// <summary>Does one step. After an exception nothing was updated and the trainer is where it was before; the collective, if any, is told.</summary>
    /// <exception cref="TrainingDivergedException">The loss or the gradient is not finite.</exception>
    /// <exception cref="Collectives.CollectiveAbortedException">Another worker gave up.</exception>
    public StepReport Step()
    {
        try
        {
            var report = Learn();
            if (!double.IsFinite(report.Loss) || !double.IsFinite(report.GradientNorm))
                throw Divergence.Explain(Network.Parameters, report, _options.Clipping);
            Optimizer.Update(Network.Parameters, report.Rate);
            StepsDone++;
            (_options.Schedule as IAdaptiveSchedule)?.Observe(report);
            Task.Memory?.Observe(report);
            return report;
        }
        catch (Exception e) when (e is not TrainingDivergedException)
        {
            // A divergence is seen by all workers alike; anything else is this worker's alone, and the others must not wait for it.
            _options.Collective.Abort(e);
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
            LearnBatch(collective.Rank * _options.Workers + worker);
            Accumulate(worker);
        }
        collective.Sum(gradients);
        collective.Sum(_totals.Vector);
        if (!_totals.AnyBatch)
            throw new InvalidOperationException($"Step {StepsDone + 1}: the task has no batch for any worker; train for fewer steps.");
        var norm = _options.Clipping.Apply(gradients);
        var stepsPerEpoch = Task.Shape.StepsPerEpoch;
        var epoch = stepsPerEpoch > 0 ? checked((int)(StepsDone / stepsPerEpoch)) : 0;
        return new StepReport(
            StepsDone + 1, epoch, _totals.Loss, _totals.LossPerTarget, norm, _options.Schedule.RateAt(StepsDone), _totals.Sequences, _totals.Targets);
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

    void LearnBatch(int worker)
    {
        if (!Task.Fill(_batch, StepsDone, worker))
        {
            Network.Parameters.Gradients.Clear();
            return;
        }
        Network.Forward(_batch.Inputs, _trace);
        _totals.Add(_loss.Measure(_trace.Outputs, _batch.LossTargets, _trace.OutputGradients), _batch.Rows);
        Network.Backward(_trace);
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
