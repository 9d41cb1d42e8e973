using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;

namespace Unroll;

/// <summary>The layers of one network that is being put together, and the plan of their parameters.</summary>
sealed class NetworkDraft<T>(int inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly List<ILayer<T>> _layers = [];

    /// <summary>Where the next layer plans its parameters.</summary>
    public ParameterPlan Plan { get; } = new();

    /// <summary>What the next layer is called.</summary>
    public string NextName => FormattableString.Invariant($"layers.{_layers.Count}");

    /// <summary>What the next layer reads.</summary>
    public int Width { get; private set; } = inputs;

    /// <summary>The first layer; null where there is none.</summary>
    public ILayer<T>? First => _layers.FirstOrDefault();

    /// <summary>The layers of steps that have been tried before.</summary>
    public static NetworkDraft<T> Of(IReadOnlyList<BuilderStep<T>> steps, int inputs)
    {
        var draft = new NetworkDraft<T>(inputs);
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
