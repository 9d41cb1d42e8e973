using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Training;

namespace Unroll.Experiments.Building;

/// <summary>Makes the network that a recipe describes: layers <c>layers.0</c>, <c>layers.1</c>, … and a dense layer <c>output</c>, of its own or tied to the embedding, unless the last of them writes the answer.</summary>
static class NetworkBuilder
{
    /// <summary>A network with its memory taken and its weights still zero.</summary>
    /// <exception cref="RecipeException">A layer does not fit what is below it, or the network does not fit the task.</exception>
    public static Network<T> Build<T>(ModelRecipe model, TaskShape task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = new ParameterPlan();
        var layers = new List<ILayer<T>>();
        var builder = new LayerBuilder<T>(model, plan);
        var width = task.InputWidth;
        foreach (var layer in LayersOf(model))
        {
            layers.Add(Refusing(model, layers.Count, layer.Kind, () => builder.Build(layer, $"layers.{layers.Count}", width)));
            RequireReads(model, layers, layer.Kind, task);
            width = layers[^1].OutputWidth;
        }
        var pools = LayersOf(model).Any(layer => layer.Kind == "pool");
        if (pools != (task.TargetSteps == 1))
            throw new RecipeException(pools ? "model.network pools, and this task wants an answer at each step; leave the pool layer out." : "this task wants one answer to each sequence; end model.network with a layer of kind 'pool'.");
        if (model.Output == "none")
        {
            RequireWidth(width, task);
            return new Network<T>(plan, layers);
        }
        var start = model.Initialization;
        if (model.Output == "tied")
        {
            var embedding = (EmbeddingLayer<T>)layers[0];
            RequireTied(width, embedding.OutputWidth, task);
            layers.Add(new TiedDenseLayer<T>(plan, "output", embedding, Initializers.Bias(start)));
            return new Network<T>(plan, layers);
        }
        var dense = new DenseOptions { Weights = Initializers.Find(start.Output, 1, start.Scale), Bias = Initializers.Bias(start), HasBias = model.OutputBias ?? true };
        layers.Add(new DenseLayer<T>(plan, "output", width, task.OutputWidth, dense));
        return new Network<T>(plan, layers);
    }

    /// <summary>The layers below the dense one: those named, or as many recurrent ones as the model says.</summary>
    public static IReadOnlyList<LayerRecipe> LayersOf(ModelRecipe model) => model.Network ?? [.. Enumerable.Repeat(new LayerRecipe { Kind = "recurrent" }, model.Layers)];

    /// <summary>Weights in the network, counted without taking memory for them.</summary>
    public static long CountParameters(ModelRecipe model, int inputWidth, int outputWidth)
    {
        var (count, width) = (0L, (long)inputWidth);
        foreach (var layer in LayersOf(model))
        {
            var (weights, output) = LayerCount.Of(model, layer, width);
            (count, width) = (count + weights, output);
        }
        return model.Output switch
        {
            "none" => count,
            "tied" => count + outputWidth,
            _ => count + (width + 1) * outputWidth,
        };
    }

    static void RequireTied(int width, int embedded, TaskShape task)
    {
        if (width != embedded)
            throw new RecipeException($"model.output is 'tied' to an embedding of {embedded} numbers a symbol, and the last layer writes {width}; give both the same width.");
        if (task.InputWidth != task.OutputWidth)
            throw new RecipeException($"model.output is 'tied', so the task must want the symbols that it gives; it gives {task.InputWidth} and wants one of {task.OutputWidth}. Set model.output to dense.");
    }

    static void RequireWidth(int width, TaskShape task)
    {
        if (width != task.OutputWidth)
            throw new RecipeException($"model.output is 'none', so the last layer writes the answer: it writes {width} numbers, and this task wants {task.OutputWidth}; set model.hidden to {task.OutputWidth}, or model.output to dense.");
    }

    static void RequireReads<T>(ModelRecipe model, List<ILayer<T>> layers, string kind, TaskShape task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var given = layers.Count == 1 && task.InputIsSymbols ? InputKinds.Symbols : InputKinds.Numbers;
        if ((layers[^1].Reads & given) == 0)
            throw new RecipeException($"{NameOf(model, layers.Count - 1, kind)} reads {(given == InputKinds.Symbols ? "numbers, but gets symbols; begin with an embedding or a recurrent layer" : "symbols, but gets numbers; an embedding can only come first, where the task gives symbols")}.");
    }

    static ILayer<T> Refusing<T>(ModelRecipe model, int index, string kind, Func<ILayer<T>> make)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new RecipeException($"{NameOf(model, index, kind)}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static string NameOf(ModelRecipe model, int index, string kind) => model.Network is null ? "model" : $"model.network[{index}] ({kind})";
}
