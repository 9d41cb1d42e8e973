using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Training.Optimizers;

namespace Unroll.Training.Tests.Streams;

/// <summary>An optimizer that updates nothing and keeps the gradients of the last step.</summary>
sealed class KeptGradients<T> : IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal T[] Gradients { get; private set; } = [];

    public IReadOnlyList<OptimizerVector<T>> State => [];

    public long Updates { get; set; }

    public void Update(Parameters<T> parameters, double rate)
    {
        Gradients = parameters.Gradients.ToArray();
        Updates++;
    }
}
