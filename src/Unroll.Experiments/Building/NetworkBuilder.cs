using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Training;

namespace Unroll.Experiments.Building;

/// <summary>Makes the network that a recipe describes: recurrent layers <c>layers.0</c>, <c>layers.1</c>, … and a dense layer <c>output</c>.</summary>
static class NetworkBuilder
{
    /// <summary>A network with its memory taken and its weights still zero.</summary>
    public static Network<T> Build<T>(ModelRecipe model, TaskShape task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var cell = CellCatalog.Find(model.Cell);
        var start = model.Initialization;
        var recurrent = new RecurrentOptions
        {
            Input = Initializer(start.Input, cell.Layout.GatesFromInput, start.Scale),
            Recurrent = Initializer(start.Recurrent, cell.Layout.GatesFromState, start.Scale),
            Bias = new Blocks([.. cell.GateNames.Select(gate => (IInitializer)new Constant(gate == "f" ? start.ForgetBias : start.Bias))]),
        };
        var plan = new ParameterPlan();
        var layers = new List<ILayer<T>>();
        for (var i = 0; i < model.Layers; i++)
            layers.Add(new RecurrentLayer<T>(plan, $"layers.{i}", model.Cell, i == 0 ? task.InputWidth : model.Hidden, model.Hidden, recurrent));
        var dense = new DenseOptions { Weights = Initializer(start.Output, 1, start.Scale), Bias = new Constant(start.Bias) };
        layers.Add(new DenseLayer<T>(plan, "output", model.Hidden, task.OutputWidth, dense));
        return new Network<T>(plan, layers);
    }

    /// <summary>Weights in the network, counted without taking memory for them.</summary>
    public static long CountParameters(ModelRecipe model, int inputWidth, int outputWidth)
    {
        var layout = CellCatalog.Find(model.Cell).Layout;
        long hidden = model.Hidden;
        var count = (hidden + 1) * outputWidth;
        for (var i = 0; i < model.Layers; i++)
            count += (i == 0 ? inputWidth : hidden) * layout.GatesFromInput * hidden + hidden * layout.GatesFromState * hidden + layout.Gates * hidden;
        return count;
    }

    static IInitializer Initializer(string name, int gates, double scale) => name switch
    {
        "orthogonal" => new Orthogonal(gates),
        "glorot-uniform" => new GlorotUniform(gates),
        "glorot-normal" => new GlorotNormal(gates),
        "he-normal" => new HeNormal(),
        "he-uniform" => new HeUniform(),
        "uniform" => new Uniform(-scale, scale),
        "uniform-positive" => new Uniform(0, scale),
        "constant" => new Constant(scale),
        _ => throw new RecipeException($"model.initialization '{name}' is not known."),
    };
}
