using System;
using Unroll.Experiments.Recipes;
using Unroll.Networks.Cells;

namespace Unroll.Experiments.Building;

/// <summary>Counts a layer's weights from the recipe alone, before anything is made.</summary>
static class LayerCount
{
    /// <summary>Weights, and numbers written at each step, on top of what writes so many.</summary>
    public static (long Weights, long Output) Of(ModelRecipe model, LayerRecipe layer, long width)
    {
        long hidden = layer.Hidden ?? model.Hidden;
        switch (layer.Kind)
        {
            case "recurrent" or "reversed":
                return Recurrent(model, layer, width, hidden);
            case "residual":
                return Recurrent(model, layer, width, width);
            case "bidirectional":
                var (weights, output) = Recurrent(model, layer, width, hidden);
                return (2 * weights, layer.Merge is null or "concatenate" ? 2 * output : output);
            case "embedding":
                long row = layer.Width ?? model.Hidden;
                return (width * row, row);
            case "normalization":
                return (2 * width, width);
            default:
                return (0, width);
        }
    }

    static (long Weights, long Output) Recurrent(ModelRecipe model, LayerRecipe layer, long width, long hidden)
    {
        var layout = CellCatalog.Find(layer.Cell ?? model.Cell).Layout;
        var options = layer.Options ?? model.Options ?? new RecurrentRecipe();
        long output = options.Projection > 0 ? options.Projection : hidden;
        var weights = (width * layout.GatesFromInput + output * layout.GatesFromState + layout.UnitWeights) * hidden;
        weights += ((options.Bias ? 1 : 0) + (options.LayerNormalization ? 1 : 0)) * layout.Gates * hidden;
        weights += (options.Projection > 0 ? hidden * output : 0) + (options.InitialStates == "learnt" ? layout.States * Math.Max(hidden, output) : 0);
        return (weights, output);
    }
}
