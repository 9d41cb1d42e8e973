using System;

namespace Unroll.Experiments.Runs;

/// <summary>Counts the seconds spent in training steps, not those of evaluation and saving.</summary>
sealed class TrainingClock(TimeProvider time)
{
    TimeSpan _spent;
    long _since = -1;

    /// <summary>Seconds so far.</summary>
    public double Seconds => (_spent + (_since < 0 ? TimeSpan.Zero : time.GetElapsedTime(_since))).TotalSeconds;

    /// <summary>Begins or goes on.</summary>
    public void Start()
    {
        if (_since < 0)
            _since = time.GetTimestamp();
    }

    /// <summary>Pauses.</summary>
    public void Stop()
    {
        if (_since >= 0)
            _spent += time.GetElapsedTime(_since);
        _since = -1;
    }
}
