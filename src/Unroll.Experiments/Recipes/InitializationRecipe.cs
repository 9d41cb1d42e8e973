using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>How the weights start.</summary>
public sealed record InitializationRecipe
{
    /// <summary>Hidden-to-hidden weights, for each gate's matrix on its own.</summary>
    [Description("Hidden-to-hidden weights, each gate on its own."), AllowedValues("constant", "glorot-normal", "glorot-uniform", "he-normal", "he-uniform", "identity", "orthogonal", "uniform", "uniform-positive")]
    public string Recurrent { get; set; } = "orthogonal";

    /// <summary>Input-to-hidden weights.</summary>
    [Description("Input-to-hidden weights."), AllowedValues("constant", "glorot-normal", "glorot-uniform", "he-normal", "he-uniform", "identity", "orthogonal", "uniform", "uniform-positive")]
    public string Input { get; set; } = "glorot-uniform";

    /// <summary>Weights of the dense layer on top.</summary>
    [Description("Weights of the dense layer on top."), AllowedValues("constant", "glorot-normal", "glorot-uniform", "he-normal", "he-uniform", "identity", "orthogonal", "uniform", "uniform-positive")]
    public string Output { get; set; } = "glorot-uniform";

    /// <summary>Half width of <c>uniform</c> (drawn from −scale to scale), width of <c>uniform-positive</c> (from 0 to scale), or the value of <c>constant</c>.</summary>
    [Description("Half width of 'uniform', width of 'uniform-positive', or the value of 'constant'."), Range(0.0, 1000.0)]
    public double Scale { get; set; } = 0.1;

    /// <summary>Bias of the forget gate, in cells that have one.</summary>
    [Description("Bias of the forget gate, in cells that have one."), Range(-100.0, 100.0)]
    public double ForgetBias { get; set; } = 1;

    /// <summary>Every other bias.</summary>
    [Description("Every other bias."), Range(-100.0, 100.0)]
    public double Bias { get; set; }

    /// <summary>Half width of a uniform draw that is added to every bias, each its own. Default 0.</summary>
    [Description("Half width of a uniform draw that is added to every bias (default 0)."), Range(0.0, 100.0)]
    public double? BiasScale { get; set; }

    /// <summary>Biases of the gates that keep and write, drawn for dependencies over up to so many steps (the chrono start); the biases above where null.</summary>
    [Description("Draw the biases of the gates that keep and write for dependencies over up to so many steps (the chrono start)."), Range(2.0, 1e9, MinimumIsExclusive = true)]
    public double? LongestLag { get; set; }

    /// <summary>First values of whole parameters by name, as rows of numbers, in place of what is drawn: <c>{ "layers.0.input": [[0.1, 0.2]] }</c>.</summary>
    [Description("First values of whole parameters by name, as rows of numbers, in place of what is drawn.")]
    public JsonObject? Values { get; set; }
}
