using System;
using System.Numerics;
using Unroll.Networks.Layers;

namespace Unroll;

/// <summary>A layer to be made: what messages call its kind, and how it is made on top of those before it.</summary>
sealed record BuilderStep<T>(string Kind, Func<NetworkDraft<T>, ILayer<T>> Create)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
