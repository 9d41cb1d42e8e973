using System;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;

namespace Unroll.Experiments.Building;

/// <summary>Makes one layer of a recipe's network.</summary>
sealed class LayerBuilder<T>(ModelRecipe model, ParameterPlan plan)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The layer, on top of what writes so many numbers (or symbols) at each step.</summary>
    /// <exception cref="System.ArgumentException">It does not fit there, or its choices do not fit one another.</exception>
    public ILayer<T> Build(LayerRecipe layer, string name, int width)
    {
        var cell = layer.Cell ?? model.Cell;
        var hidden = layer.Hidden ?? model.Hidden;
        return layer.Kind switch
        {
            "recurrent" => new RecurrentLayer<T>(plan, name, cell, width, hidden, Options(layer, cell)),
            "reversed" => new ReversedLayer<T>(plan, name, cell, width, hidden, Options(layer, cell)),
            "residual" => new ResidualLayer<T>(new RecurrentLayer<T>(plan, name, cell, width, width, Options(layer, cell))),
            "bidirectional" => new BidirectionalLayer<T>(plan, name, cell, width, hidden, MergeOf(layer), Options(layer, cell)),
            "embedding" => new EmbeddingLayer<T>(plan, name, width, layer.Width ?? model.Hidden, dropout: layer.Share ?? 0, table: TableOf()),
            "dropout" => new DropoutLayer<T>(width, layer.Share ?? 0, layer.AlikeAtAllSteps ?? false),
            "normalization" => new NormalizationLayer<T>(plan, name, width),
            "pool" => new PoolLayer<T>(width, PoolingOf(layer)),
            _ => throw new RecipeException($"layer kind '{layer.Kind}' is not known."),
        };
    }

    // A table that is read with, too, starts as a dense layer's weights do: with standard normal numbers the first scores would be far too large.
    IInitializer? TableOf() => model.Output == "tied" ? Initializers.Find(model.Initialization.Output, 1, model.Initialization.Scale) : null;

    RecurrentOptions Options(LayerRecipe layer, string cell)
    {
        var start = model.Initialization;
        var entry = CellCatalog.Find(cell);
        var chosen = layer.Options ?? model.Options ?? new RecurrentRecipe();
        return new RecurrentOptions
        {
            Input = Initializers.Find(start.Input, entry.Layout.GatesFromInput, start.Scale),
            Recurrent = Initializers.Find(start.Recurrent, Math.Max(1, entry.Layout.GatesFromState), start.Scale),   // a cell without a recurrent matrix has no use for it
            Bias = Initializers.Bias(start, entry),
            HasBias = chosen.Bias,
            InitialStates = StatesOf(chosen),
            Settings = CellSettings.Default with { Gate = FunctionOf(chosen.GateFunction), Candidate = FunctionOf(chosen.CandidateFunction), Output = FunctionOf(chosen.OutputFunction) },
            Projection = chosen.Projection,
            LayerNormalization = chosen.LayerNormalization,
            OutputZoneout = chosen.OutputZoneout,
            MemoryZoneout = chosen.MemoryZoneout,
            RecurrentDropout = chosen.RecurrentDropout,
            WeightDrop = chosen.WeightDrop,
        };
    }

    static Activation? FunctionOf(string? name) => name switch
    {
        null => null,
        "hard-sigmoid" => new(ActivationKind.HardSigmoid),
        "identity" => new(ActivationKind.Identity),
        "relu" => new(ActivationKind.Relu),
        "sigmoid" => new(ActivationKind.Sigmoid),
        "softsign" => new(ActivationKind.Softsign),
        "tanh" => new(ActivationKind.Tanh),
        _ => throw new RecipeException($"function '{name}' is not known."),
    };

    static InitialStates StatesOf(RecurrentRecipe chosen) => chosen.InitialStates switch
    {
        "zeros" => InitialStates.Zeros,
        "ones" => InitialStates.Ones,
        "learnt" => InitialStates.Learnt,
        _ => InitialStates.OfCell,
    };

    static Merge MergeOf(LayerRecipe layer) => layer.Merge switch
    {
        "sum" => Merge.Sum,
        "mean" => Merge.Mean,
        _ => Merge.Concatenate,
    };

    static Pooling PoolingOf(LayerRecipe layer) => layer.Pooling switch
    {
        "mean" => Pooling.Mean,
        "max" => Pooling.Max,
        _ => Pooling.Last,
    };
}
