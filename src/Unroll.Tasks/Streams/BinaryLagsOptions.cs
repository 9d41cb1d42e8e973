using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Streams;

/// <summary>Options of binary lags.</summary>
public sealed record BinaryLagsOptions
{
    /// <summary>Steps of training data. 100 to 1,000,000,000.</summary>
    [Description("Steps of training data."), Range(100, 1_000_000_000)]
    public int Count { get; set; } = 1_000_000;

    /// <summary>Steps of test data. 100 to 1,000,000,000.</summary>
    [Description("Steps of test data."), Range(100, 1_000_000_000)]
    public int TestCount { get; set; } = 100_000;

    /// <summary>Steps that are gone back through. 1 to 1,000.</summary>
    [Description("Steps that back-propagation goes through."), Range(1, 1000)]
    public int Window { get; set; } = 10;

    /// <summary><c>windows</c>: end to end, the state carried over, no gradient over a border; <c>true</c>: the loss of every step goes back exactly so many steps.</summary>
    [Description("windows: end to end, carrying the state and no gradient; true: the loss of every step goes back exactly so many steps."), AllowedValues("true", "windows")]
    public string Truncation { get; set; } = "windows";
}
