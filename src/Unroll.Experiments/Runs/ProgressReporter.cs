using System;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>Tells the listener where the run stands, at most once in an interval.</summary>
sealed class ProgressReporter(IRunListener listener, RunOptions options, TrainingClock clock, long steps, int epochs)
{
    long _lastTold = -1;
    RunProgress _last;
    long _done;
    long _sequences;

    /// <summary>After a step. Between two reports this costs one look at the clock.</summary>
    public void Observe(in StepReport report, ICurriculum? curriculum, bool last)
    {
        _done++;
        _sequences += report.Sequences;
        if (!last && _lastTold >= 0 && options.Time.GetElapsedTime(_lastTold) < options.ProgressInterval)
            return;
        _lastTold = options.Time.GetTimestamp();
        var seconds = clock.Seconds;
        var left = Math.Max(0, steps - report.Step) * seconds / _done;
        _last = new RunProgress(
            report.Step, steps, report.Epoch, epochs, report.LossPerTarget, report.Rate, seconds > 0 ? _sequences / seconds : 0, seconds, left, curriculum?.Describe());
        listener.Progressed(_last);
    }

    /// <summary>Before the test data are measured, which can take longer than many steps. Says nothing where this process made no step.</summary>
    public void Measure()
    {
        if (_done > 0)
            listener.Progressed(_last with { Stage = "measuring on the test data" });
    }
}
