using System.Collections.Generic;

namespace Unroll.Tasks;

/// <summary>A task that can say in words what its measures show, beside what is known of it exactly.</summary>
public interface IFindings
{
    /// <summary>A line for each thing found; none where the measures are not there.</summary>
    IReadOnlyList<string> Describe(IReadOnlyDictionary<string, double> metrics);
}
