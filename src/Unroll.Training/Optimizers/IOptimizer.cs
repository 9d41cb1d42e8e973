using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;

namespace Unroll.Training.Optimizers;

/// <summary>Turns gradients into new values.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One update of all parameters with this learning rate; ends with <see cref="Parameters{T}.MarkChanged"/>. Allocates nothing.</summary>
    void Update(Parameters<T> parameters, double rate);

    /// <summary>The vectors that a resumed run needs, by name (for example <c>moment1</c>), each as long as the parameters.</summary>
    IReadOnlyList<OptimizerVector<T>> State { get; }

    /// <summary>Updates done; a resumed run sets it.</summary>
    long Updates { get; set; }
}

/// <summary>One vector of an optimizer's state.</summary>
public sealed record OptimizerVector<T>(string Name, Memory<T> Values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
