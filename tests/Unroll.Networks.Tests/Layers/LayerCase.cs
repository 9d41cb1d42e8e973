using System;
using System.Collections.Generic;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Tests.Layers;

/// <summary>A network to hold against the contract of all layers.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="InputWidth">Numbers or symbols it reads.</param>
/// <param name="Make">Makes its layers, to be run at a lane width.</param>
sealed record LayerCase(string Name, int InputWidth, Func<ParameterPlan, LaneWidth, IReadOnlyList<ILayer<double>>> Make)
{
    /// <summary>Steps of the longest row.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>Whether it reads symbols.</summary>
    public bool Symbols { get; init; }

    /// <summary>Steps of the outputs where they are not those of the input.</summary>
    public int? OutputSteps { get; init; }

    /// <summary>Whether a batch can be padded.</summary>
    public bool CanPad { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
