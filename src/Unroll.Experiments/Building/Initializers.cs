using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;

namespace Unroll.Experiments.Building;

/// <summary>The starts that recipes name.</summary>
static class Initializers
{
    /// <summary>The start of weights whose columns are so many gates side by side.</summary>
    public static IInitializer Find(string name, int gates, double scale) => name switch
    {
        "orthogonal" => new Orthogonal(gates),
        "identity" => new IdentityMatrix(gates),
        "glorot-uniform" => new GlorotUniform(gates),
        "glorot-normal" => new GlorotNormal(gates),
        "he-normal" => new HeNormal(),
        "he-uniform" => new HeUniform(),
        "uniform" => new Uniform(-scale, scale),
        "uniform-positive" => new Uniform(0, scale),
        "constant" => new Constant(scale),
        _ => throw new RecipeException($"model.initialization '{name}' is not known."),
    };

    /// <summary>The start of a cell's biases.</summary>
    public static IInitializer Bias(InitializationRecipe start, CellEntry cell) => start.LongestLag is { } lag
        ? Chrono.For(cell, lag)
        : new Blocks([.. cell.GateNames.Select(gate => Around(gate == "f" ? start.ForgetBias : start.Bias, start))]);

    /// <summary>The start of the biases of the dense layer on top.</summary>
    public static IInitializer Bias(InitializationRecipe start) => Around(start.Bias, start);

    static IInitializer Around(double value, InitializationRecipe start) => start.BiasScale is > 0 and var scale ? new Uniform(value - scale, value + scale) : new Constant(value);
}
