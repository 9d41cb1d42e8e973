using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;

namespace Unroll;

/// <summary>The layers of one network that is being put together, or of a part of one, and the plan of their parameters.</summary>
/// <param name="inputs">What the first layer reads.</param>
/// <param name="plan">Where the layers plan their parameters.</param>
/// <param name="name">What the layers' names begin with.</param>
sealed class NetworkDraft<T>(int inputs, ParameterPlan plan, string name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly List<ILayer<T>> _layers = [];

    /// <summary>Where the next layer plans its parameters.</summary>
    public ParameterPlan Plan => plan;

    /// <summary>What the next layer is called.</summary>
    public string NextName => FormattableString.Invariant($"{name}.{_layers.Count}");

    /// <summary>What the next layer reads.</summary>
    public int Width { get; private set; } = inputs;

    /// <summary>The layers, first layer first.</summary>
    public IReadOnlyList<ILayer<T>> Layers => _layers;

    /// <summary>The first layer; null where there is none.</summary>
    public ILayer<T>? First => _layers.FirstOrDefault();

    /// <summary>The layers of steps that have been tried before.</summary>
    public static NetworkDraft<T> Of(IReadOnlyList<BuilderStep<T>> steps, int inputs, ParameterPlan plan, string name)
    {
        var draft = new NetworkDraft<T>(inputs, plan, name);
        foreach (var step in steps)
            draft.Add(step.Create(draft));
        return draft;
    }

    /// <summary>Puts a layer on top.</summary>
    public void Add(ILayer<T> layer)
    {
        _layers.Add(layer);
        Width = layer.OutputWidth;
    }

    /// <summary>The network; the draft is of no use after.</summary>
    public Network<T> Finish() => new(Plan, _layers);
}
