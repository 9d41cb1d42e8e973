using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Unroll.Experiments.Building;
using Unroll.Experiments.Groups;
using Unroll.Experiments.Recipes;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Tasks.Text;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>
/// One run from its first step (or a checkpoint) to its end. Lines and checkpoints come at steps that the recipe alone decides; a checkpoint made because
/// the run was asked to stop leaves no line, so events.jsonl ends the same however often a run was stopped.
/// </summary>
sealed class TrainingRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Recipe _recipe;
    readonly RunFolder _folder;
    readonly RunOptions _options;
    readonly IRunListener _listener;
    readonly ExperimentParts<T> _parts;
    readonly Trainer<T> _trainer;
    readonly RunLog _log;
    readonly RunMemory _memory = new();
    readonly RunCurve _curve;
    readonly InstrumentLog<T>? _instruments;
    readonly StepLog<T>? _stepLog;
    readonly BestWeights<T>? _best;
    readonly SpokenSamples<T>? _samples;
    readonly TrainingClock _clock;
    readonly ProgressReporter _progress;
    readonly RunMeasurement<T> _measurement;
    readonly RunGroup<T> _group;
    readonly CheckpointWriter<T> _checkpoints;
    readonly long _firstStep;
    long _savedStep = -1;
    bool _learnt;
    IReadOnlyDictionary<string, double>? _measured;   // the test data at the run's end, where it ended by them

    /// <summary>Makes everything, and takes up the folder's last checkpoint where there is one.</summary>
    public TrainingRun(Recipe recipe, string folder, RunOptions options, IRunListener listener, WorkerTeam team, ITask<T>? task = null)
    {
        (_recipe, _options, _listener) = (recipe, options, listener);
        _parts = new ExperimentParts<T>(recipe, options.Threads, MemoryCheck.ShareOf(options.ProcessesHere), task);
        _trainer = _parts.CreateTrainer(team, options.Collective);
        _group = new RunGroup<T>(options.Collective, _trainer);
        if (options.LogPath is not null)
            StepLog<T>.RequireLoggable(recipe, _parts.Task.Shape);
        _samples = recipe.Train.Samples is { } samples ? new SpokenSamples<T>(samples, _parts, recipe) : null;
        _curve = new RunCurve((_parts.Task as IKnownLoss)?.LeastLossPerTarget, isFresh: StepsPerEpoch == 0);
        GroupOpening.Give(options.Collective, recipe, _parts.Task);
        _folder = RunFolder.Prepare(folder, recipe, options.Resume);
        _log = new RunLog(_folder, options.Time);
        _checkpoints = new CheckpointWriter<T>(recipe, _trainer, _group, _memory, _log);
        _best = recipe.Train.KeepBest is { } keep ? new BestWeights<T>(recipe, keep, _folder, _memory, _log, _checkpoints) : null;
        try
        {
            Begin();
            _instruments = options.InstrumentEvery > 0 ? new InstrumentLog<T>(_folder, _parts, team, _trainer.StepsDone) : null;
            _stepLog = options.LogPath is null ? null : new StepLog<T>(options, _parts, recipe, _trainer.StepsDone);
            RunFiles.WriteEnvironment(_folder, options.Threads);
            if (_parts.Task is ITextTask text)
                RunFiles.WriteVocabulary(_folder, text);
        }
        catch
        {
            _stepLog?.Dispose();
            _instruments?.Dispose();
            _log.Dispose();
            throw;
        }
        _firstStep = _trainer.StepsDone;
        _clock = new TrainingClock(options.Time);
        var epochs = StepsPerEpoch > 0 ? (int)((_parts.Steps + StepsPerEpoch - 1) / StepsPerEpoch) : 0;
        _progress = new ProgressReporter(listener, options, _clock, _parts.Steps, epochs);
        _measurement = new RunMeasurement<T>(_parts, _trainer, team, _group, new RunOutputs(_log, _curve, listener, _progress), options.Time, _best);
        if (EndedByAMeasure)
            _measurement.TakeUpAsMeasured();
        listener.Started(new RunStart(recipe.Name, _folder.Folder, _parts.Steps, StepsPerEpoch, _firstStep, _parts.Network.Parameters.Count, options.Threads) { Seconds = recipe.Seconds });
    }

    int StepsPerEpoch => _parts.StepsPerEpoch;

    ICurriculum? Curriculum => _parts.Task.Memory as ICurriculum;

    // A run whose pause lies before where it already stands pauses at once.
    long PauseStep => _options.PauseAfter is not { } after ? long.MaxValue : _recipe.Train.Epochs is null ? after : (long)after * StepsPerEpoch;

    bool EndsByTestData => _recipe.Train.StopWhen is { Metric: not null } && _parts.Task is not IValidation<T>;

    bool IsOutOfPatience => _best?.IsPastPatience ?? false;

    bool EndedByAMeasure => IsOutOfPatience || (_learnt && _recipe.Train.StopWhen is { Metric: not null });

    bool Done => _learnt || IsOutOfPatience || _trainer.StepsDone >= _parts.Steps;

    void Begin()
    {
        _folder.RemoveLeftOvers();
        if (Resumption.Find(_folder, _recipe, _log, _listener) is { } checkpoint)
        {
            Resumption.Restore(checkpoint, _trainer, _memory);
            GroupOpening.GiveCheckpoint(_options.Collective, checkpoint);
            _log.CutTo(checkpoint.EventsLength);
            _curve.Load(_folder.EventsPath, _parts.Steps);
            _savedStep = _trainer.StepsDone;
            _learnt = _memory.WasLearnt(_recipe.Train.StopWhen);
            return;
        }
        if (_folder.HasEnded)
            throw new RunException($"{_folder.Folder}: its run has ended (metrics.json is there) and no checkpoint is left to go on from; name another folder with --run.");
        if (_log.Length > 0)
            _listener.Noted($"{_folder.Folder}: has no checkpoint to go on from; starting at the beginning");
        _parts.Initialize();
        GroupOpening.GiveCheckpoint(_options.Collective, null);
        _log.CutTo(0);
        _log.Start(_recipe, _parts.Network.Parameters.Count, _parts.Steps, StepsPerEpoch);
    }

    /// <summary>Trains to the end, or until asked to stop.</summary>
    public ExperimentResult Go(CancellationToken stop)
    {
        var result = Train(stop);
        _group.End(result.Outcome);
        return result;
    }

    ExperimentResult Train(CancellationToken stop)
    {
        try
        {
            while (!Done)
            {
                if (stop.IsCancellationRequested || _group.StopIsWanted)
                {
                    _trainer.RequireFinite();
                    return Interrupt();
                }
                if (_trainer.StepsDone >= PauseStep)
                {
                    _trainer.RequireFinite();
                    return Pause();
                }
                Step();
            }
            _trainer.RequireFinite();
        }
        catch (TrainingDivergedException e)
        {
            return Diverge(e.Message);
        }
        return Finish();
    }

    void Step()
    {
        _stepLog?.Look(_trainer.StepsDone);
        _clock.Start();
        var report = _group.Step();
        _memory.Observe(report);
        _learnt = _memory.IsLearnt(report, _recipe.Train.StopWhen, Curriculum?.AtEnd ?? true);
        _progress.Observe(report, Curriculum, Done);
        if (Done || IsLineDue(report.Step))
            WriteLine(report);
        if (_instruments is not null && report.Step % _options.InstrumentEvery == 0)
            ReadInstruments(_instruments, report);
        if (_samples is not null && _samples.IsDue(report.Step))
            Speak(_samples);
        if (Done)
            return;
        if (IsDue(report.Step, _recipe.Train.EvaluateEvery))
            EvaluateOnTheWay(report);
        if (!Done && IsDue(report.Step, _recipe.Train.CheckpointEvery))
            SaveWithLine();
    }

    // Its seconds do count, as ever; but they are rank 0's alone.
    void ReadInstruments(InstrumentLog<T> instruments, in StepReport report)
    {
        _group.Wait();
        instruments.Sample(report);
    }

    void Speak(SpokenSamples<T> samples)
    {
        Halt();
        var said = _measurement.WithAverage(() => samples.Speak(_trainer.StepsDone));
        _log.Sample(_trainer.StepsDone, samples.Given, said);
        _listener.Sampled(_trainer.StepsDone, samples.Given + said);
    }

    // On validation data where the task has them: the test data are then measured once, when the run has ended. A metric may end it: what was added up since the last line is then written.
    void EvaluateOnTheWay(in StepReport report)
    {
        Halt();
        var metrics = _measurement.OnTheWay();
        if (_recipe.Train.StopWhen is { Metric: { } metric } stop)
            _learnt = _memory.IsLearnt(metrics.GetValueOrDefault(metric, double.NaN), stop, Curriculum?.AtEnd ?? true);
        if (!Done)
            return;
        if (_parts.Task is not IValidation<T>)
            _measured = metrics;
        if (!IsLineDue(report.Step))
            WriteLine(report);
    }

    // Before what is no training: its seconds do not count, and other ranks wait longer than for a step.
    void Halt()
    {
        _clock.Stop();
        _group.Wait();
    }

    bool IsLineDue(long step) => IsDue(step, StepsPerEpoch > 0 ? 1 : _recipe.Train.ReportEvery);

    // Every so many epochs; steps, where the data never end.
    bool IsDue(long step, int every) => every > 0 && step % ((long)every * Math.Max(1, StepsPerEpoch)) == 0;

    void WriteLine(in StepReport report)
    {
        _log.Progress(StepsPerEpoch > 0, report, _memory, Curriculum?.Describe(), _clock.Seconds);
        _stepLog?.EndEpoch(StepsPerEpoch > 0 ? $"epoch {report.Epoch + 1}" : "steps", report.Step, _memory.LossPerTarget);
        _curve.Add(report.Step, _memory.LossPerTarget, _memory.GradientNorm, Curriculum?.Describe());
        if (!Done && _curve.Warn(_parts.Steps) is { } warning)
            _listener.Noted($"step {report.Step}: the loss curve shows {warning}");
        _memory.EndLine(wholeEpoch: StepsPerEpoch > 0 && _memory.Steps == StepsPerEpoch);
    }

    void SaveWithLine()
    {
        _log.Checkpoint(_trainer.StepsDone);
        Save();
    }

    void Save()
    {
        Halt();
        var values = _parts.Network.Parameters.Values;
        foreach (var value in values)
        {
            if (!T.IsFinite(value))
                return;   // the next step will find it out and say so; the last good checkpoint stays
        }
        _log.FlushToDisk();
        _checkpoints.Save(_folder.CheckpointPath(_trainer.StepsDone));
        _folder.KeepNewest(_trainer.StepsDone);
        _savedStep = _trainer.StepsDone;
    }

    ExperimentResult Finish()
    {
        if (_savedStep != _trainer.StepsDone)
            SaveWithLine();
        var metrics = WithTraining(_measured ?? MeasureAtEnd());
        _stepLog?.Finish(_trainer.StepsDone);
        _log.Finish(_trainer.StepsDone, _learnt ? "learnt" : IsOutOfPatience ? "patience" : "steps", null);
        _log.Time("finish", _trainer.StepsDone, _clock.Seconds);
        RunFiles.WriteMetrics(_folder, _recipe, _trainer.StepsDone, "finished", metrics);
        return Diagnosed(Result(RunOutcome.Finished, metrics, null));
    }

    // Of a run that ended by its test data events.jsonl has them already; one taken up after its end must not say so again.
    IReadOnlyDictionary<string, double> MeasureAtEnd()
    {
        Halt();
        return _best is null && _learnt && EndsByTestData ? _measurement.Silently() : _measurement.AtEnd();
    }

    ExperimentResult Interrupt()
    {
        if (_savedStep != _trainer.StepsDone)
            Save();
        _log.Time("interrupt", _trainer.StepsDone, _clock.Seconds);
        return Result(RunOutcome.Interrupted, WithTraining(NoMetrics), $"stopped after step {_trainer.StepsDone} of {_parts.Steps}; --resume goes on from there");
    }

    // Like a stop, it leaves no line in events.jsonl.
    ExperimentResult Pause()
    {
        if (_savedStep != _trainer.StepsDone)
            Save();
        Halt();
        _progress.Measure();
        var metrics = WithTraining(_measurement.Silently());
        _log.Time("pause", _trainer.StepsDone, _clock.Seconds);
        return Result(RunOutcome.Paused, metrics, $"paused after step {_trainer.StepsDone} of {_parts.Steps}");
    }

    ExperimentResult Diverge(string message)
    {
        // Nothing was updated in the step that failed: where nothing was saved before, this is the last good state.
        if (_savedStep < 0)
            Save();
        var metrics = WithTraining(NoMetrics);
        _stepLog?.Finish(_trainer.StepsDone);
        _log.Finish(_trainer.StepsDone, "diverged", message);
        RunFiles.WriteMetrics(_folder, _recipe, _trainer.StepsDone, "diverged", metrics);
        _listener.Noted(message);
        return Diagnosed(Result(RunOutcome.Diverged, metrics, message));
    }

    // After everything else: whoever finds the file finds the run ended.
    ExperimentResult Diagnosed(ExperimentResult result)
    {
        var diagnosis = _curve.Diagnose(result.Outcome == RunOutcome.Diverged ? result.Message : null);
        RunFiles.WriteDiagnosis(_folder, diagnosis);
        return result with { Diagnosis = diagnosis };
    }

    static Dictionary<string, double> NoMetrics => new(StringComparer.Ordinal);

    Dictionary<string, double> WithTraining(IReadOnlyDictionary<string, double> measured)
    {
        var metrics = measured.ToDictionary(StringComparer.Ordinal);
        metrics["train.steps"] = _trainer.StepsDone;
        metrics["train.lossPerTarget"] = _memory.LastLossPerTarget;
        metrics["train.lastEpochLoss"] = _memory.LastEpochLoss;
        metrics["train.minEpochLoss"] = _memory.MinEpochLoss;
        foreach (var (name, value) in metrics)
        {
            if (double.IsNaN(value))
                metrics.Remove(name);   // an epoch that never ended has no loss
        }
        return metrics;
    }

    ExperimentResult Result(RunOutcome outcome, IReadOnlyDictionary<string, double> metrics, string? message)
    {
        _clock.Stop();
        var seconds = _clock.Seconds;
        var done = _trainer.StepsDone - _firstStep;
        var expectations = outcome is RunOutcome.Interrupted or RunOutcome.Paused ? [] : ExpectationCheck.Check(_recipe, metrics);
        return new ExperimentResult(_recipe.Name, _recipe.Train.Seed, metrics, seconds, seconds > 0 ? done / seconds : 0, _trainer.StepsDone, _folder.Folder, outcome, message, expectations)
        {
            Findings = (_parts.Task as IFindings)?.Describe(metrics) ?? [],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stepLog?.Dispose();
        _instruments?.Dispose();
        _log.Dispose();
    }
}
