using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;

namespace Unroll;

/// <summary>A layer to be made: what messages call its kind, and how it is made from a plan, its name and the width it reads.</summary>
sealed record BuilderStep<T>(string Kind, Func<ParameterPlan, string, int, ILayer<T>> Create)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
