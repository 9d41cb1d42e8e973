using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Experiments.Building;
using Unroll.Experiments.Groups;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>Measures a run's network, on the way and at its end, with the average of its weights in their place where it keeps one; says what it found to log, curve and listener.</summary>
/// <param name="parts">Network and task.</param>
/// <param name="trainer">Its trainer.</param>
/// <param name="team">The threads.</param>
/// <param name="group">The ranks, which share the work where the task lets them.</param>
/// <param name="outputs">Who is told.</param>
/// <param name="time">The clock.</param>
/// <param name="best">Keeps the best weights; none where the recipe does not want it.</param>
sealed class RunMeasurement<T>(ExperimentParts<T> parts, Trainer<T> trainer, WorkerTeam team, RunGroup<T> group, RunOutputs outputs, TimeProvider time, BestWeights<T>? best)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    long _validatedStep = -1;

    /// <summary>Takes up a run that a measure of its last step had ended, so that it is not measured once more.</summary>
    public void TakeUpAsMeasured() => _validatedStep = trainer.StepsDone;

    /// <summary>On the way: of the validation data where the task has them, so that the test data are measured once, when the run has ended.</summary>
    public IReadOnlyDictionary<string, double> OnTheWay() => parts.Task is IValidation<T> ? Validate() : Measure(MeasuredSets.Test);

    /// <summary>At the end; the result of a run that keeps its best weights is theirs, and those after the last step may be they.</summary>
    public IReadOnlyDictionary<string, double> AtEnd()
    {
        if (best is null)
            return Measure(MeasuredSets.All);
        if (_validatedStep != trainer.StepsDone && parts.Task is IValidation<T>)
            _ = Validate();
        if (!best.Restore(trainer))
            return WithBestStep(best, Measure(MeasuredSets.All));
        outputs.Listener.Noted($"the weights after step {best.Step} measured best, and are measured now");
        return WithBestStep(best, Measure(MeasuredSets.All, averaged: false));   // the average stands in the weights' place already
    }

    /// <summary>Everything, without a word to anybody.</summary>
    public IReadOnlyDictionary<string, double> Silently() => WithAverage(() => group.Measure(MeasuredSets.All, team));

    /// <summary>Uses the network with the average in the weights' place where there is one.</summary>
    public TResult WithAverage<TResult>(Func<TResult> use)
    {
        trainer.Average?.Exchange();
        try
        {
            return use();
        }
        finally
        {
            trainer.Average?.Exchange();
        }
    }

    IReadOnlyDictionary<string, double> Validate()
    {
        var metrics = Measure(MeasuredSets.Validation);
        _validatedStep = trainer.StepsDone;
        best?.Observe(trainer, metrics);
        return metrics;
    }

    IReadOnlyDictionary<string, double> Measure(MeasuredSets sets, bool averaged = true)
    {
        outputs.Progress.Measure();
        var began = time.GetTimestamp();
        var metrics = averaged ? WithAverage(() => group.Measure(sets, team)) : group.Measure(sets, team);
        outputs.Log.Evaluation(trainer.StepsDone, metrics, time.GetElapsedTime(began).TotalSeconds);
        outputs.Curve.Test(metrics);
        outputs.Listener.Evaluated(trainer.StepsDone, metrics);
        return metrics;
    }

    static Dictionary<string, double> WithBestStep(BestWeights<T> best, IReadOnlyDictionary<string, double> metrics) => new(metrics, StringComparer.Ordinal) { ["best.step"] = best.Step };
}
