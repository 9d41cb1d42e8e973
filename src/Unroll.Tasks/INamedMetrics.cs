using System.Collections.Generic;

namespace Unroll.Tasks;

/// <summary>A task that says beforehand what its evaluation will measure, so that an expectation on anything else is refused before training and not after.</summary>
public interface INamedMetrics
{
    /// <summary>The names that its evaluation gives, for example <c>test.fullLengthAccuracy</c>.</summary>
    IReadOnlyList<string> MetricNames { get; }
}
