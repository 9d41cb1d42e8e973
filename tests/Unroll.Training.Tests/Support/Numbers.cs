using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Random;

namespace Unroll.Training.Tests.Support;

/// <summary>Vectors and parameters to test on, from seeds.</summary>
static class Numbers
{
    /// <summary>Normal numbers over some orders of magnitude.</summary>
    internal static T[] Normal<T>(int count, ulong seed, double scale = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(seed);
        var values = new T[count];
        foreach (ref var value in values.AsSpan())
            value = T.CreateChecked(random.NextNormal() * scale * Math.Pow(10, random.NextInt32(5) - 3));
        return values;
    }

    /// <summary>Parameters of one segment, <c>weights</c>, with normal values.</summary>
    internal static Parameters<T> Parameters<T>(int count, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Parameters(count, Normal<T>(count, seed));

    /// <summary>Parameters of one segment, <c>weights</c>, with these values.</summary>
    internal static Parameters<T> Parameters<T>(int count, T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        plan.Add("weights", 1, count, new Zeros());
        var parameters = new Parameters<T>(plan);
        values.CopyTo(parameters.Values);
        return parameters;
    }
}
