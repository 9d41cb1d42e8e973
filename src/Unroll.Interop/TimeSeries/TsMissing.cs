namespace Unroll.Interop.TimeSeries;

/// <summary>What becomes of a missing value, written <c>?</c> or <c>NaN</c>.</summary>
public enum TsMissing
{
    /// <summary>The file is refused, naming line, channel and place.</summary>
    Refuse,

    /// <summary>The value before it in its channel is taken; at a channel's start, the first there is.</summary>
    Carry,

    /// <summary>It is given as NaN, for the caller to fill: networks and estimators refuse it.</summary>
    Keep,
}
