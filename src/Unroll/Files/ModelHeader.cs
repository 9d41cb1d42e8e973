namespace Unroll;

/// <summary>What a model's file says beside its weights; JSON in the metadata <see cref="Key"/>.</summary>
sealed record ModelHeader
{
    /// <summary>Under this name it stands among the file's metadata.</summary>
    public const string Key = "unroll.model";

    /// <summary>The form that is written; another one is refused.</summary>
    public const int Current = 1;

    /// <summary>The form of this header.</summary>
    public required int Version { get; init; }

    /// <summary>Which estimator saved it: <c>classifier</c>, <c>tagger</c>, <c>regressor</c> or <c>translator</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the network reads and writes.</summary>
    public required ModelShape Shape { get; init; }

    /// <summary>Network and training.</summary>
    public required EstimatorOptions Options { get; init; }

    /// <summary>Labels by class number; null where there are none.</summary>
    public string[]? Labels { get; init; }

    /// <summary>How inputs are standardised; null where they are not.</summary>
    public Standardisation? Inputs { get; init; }

    /// <summary>How values were standardised; null where they were not.</summary>
    public Standardisation? Values { get; init; }

    /// <summary>Labels of the longest answer that a translator learnt; null for the others.</summary>
    public int? LongestAnswer { get; init; }
}
