using System;

namespace Unroll.Cli.Tests.Display;

/// <summary>A clock that goes only when told to.</summary>
sealed class SteppedTime : TimeProvider
{
    long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Pass(TimeSpan time) => _ticks += time.Ticks;
}
