using System.Collections.Generic;

namespace Unroll.Interop.TimeSeries;

/// <summary>What a .ts file says of its series before its <c>@data</c> line.</summary>
public sealed record TsHeader
{
    /// <summary><c>@problemName</c>; empty where it is not said.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Channels of every series, from <c>@dimensions</c> or <c>@univariate true</c>; 0 where it is not said, and then those of the first series.</summary>
    public int Channels { get; init; }

    /// <summary>Steps of every series, from <c>@seriesLength</c>; 0 where it is not said.</summary>
    public int Steps { get; init; }

    /// <summary>Whether all series must be of one length, from <c>@equalLength</c>.</summary>
    public bool HasEqualLengths { get; init; }

    /// <summary>Whether a label stands behind each series, from <c>@classLabel</c> or <c>@targetLabel</c>.</summary>
    public bool HasLabels { get; init; }

    /// <summary>The labels of <c>@classLabel</c>, in its order; empty where none are listed, and then any will do.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
