using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;

namespace Unroll.Tasks;

/// <summary>
/// A task with data that are neither trained on nor reported, drawn from a random stream of their own. A run looks at them on its way and may end by them; its test data are then measured once, when it has ended.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public interface IValidation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The names that <see cref="Validate"/> gives, each beginning with <c>validation.</c></summary>
    IReadOnlyList<string> ValidationNames { get; }

    /// <summary>Measures the network on the validation data.</summary>
    IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team);
}
