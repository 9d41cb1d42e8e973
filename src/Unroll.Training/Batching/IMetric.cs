using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Numerics.Shapes;

namespace Unroll.Training.Batching;

/// <summary>Adds up over the batches of a pass how well outputs meet their targets.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface IMetric<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Its name in reports: <c>loss</c> is reported as <c>validation.loss</c>.</summary>
    string Name { get; }

    /// <summary>What was measured since <see cref="Begin"/>.</summary>
    double Value { get; }

    /// <summary>Forgets what was added.</summary>
    void Begin();

    /// <summary>Adds a batch. Places without a target (class −1, weight 0) are not looked at: padding is among them.</summary>
    void Add(Sequence<T> outputs, LossTargets<T> targets);
}
