using System;
using System.Linq;
using System.Numerics;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Text;
using Unroll.Networks;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Runs;

/// <summary>Lets a text model speak at the steps that its recipe names. What it says depends on seed, step and weights alone, and training is not changed by it by a bit.</summary>
sealed class SpokenSamples<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int UsualLength = 200;

    readonly Vocabulary _vocabulary;
    readonly SamplesRecipe _samples;
    readonly StepwiseNetwork<T> _network;
    readonly RandomStream _random;
    readonly int[] _prompt;

    /// <summary>Takes the memory of one stream.</summary>
    /// <exception cref="RecipeException">The task is not on text, or the prompt has characters that its vocabulary does not know.</exception>
    public SpokenSamples(SamplesRecipe samples, ExperimentParts<T> parts, Recipe recipe)
    {
        _samples = samples;
        _vocabulary = (parts.Task as ITextTask)?.Vocabulary ?? throw new RecipeException($"{recipe.Name}: train.samples is for tasks on text, and '{recipe.Task["kind"]}' is none; leave it out.");
        _prompt = Symbols(samples.Prompt, recipe.Name);
        _network = new StepwiseNetwork<T>(parts.Network);
        _random = new RandomStream(recipe.Train.Seed).Split("samples");
    }

    /// <summary>Whether the recipe wants a sample after a step.</summary>
    public bool IsDue(long step) => (_samples.At?.Any(at => at == step) ?? false) || (_samples.Every is { } every && step % every == 0);

    /// <summary>What the model is given to begin with.</summary>
    public string Given => _samples.Prompt ?? "";

    /// <summary>What it says, with the network's weights as they are; the prompt is not repeated.</summary>
    public string Speak(long step)
    {
        _network.Reset();
        for (var i = 0; i < _prompt.Length - 1; i++)
            _ = _network.Step(_prompt.AsSpan(i, 1));
        var said = new int[_samples.Length ?? UsualLength];
        new Generator<T>(_network, _random.At(step), _samples.Temperature ?? 1).Generate(_prompt.AsSpan(_prompt.Length - 1), said);
        return _vocabulary.Decode(said);
    }

    int[] Symbols(string? prompt, string recipe)
    {
        try
        {
            return string.IsNullOrEmpty(prompt) ? [TextStart.SymbolOf(_vocabulary)] : _vocabulary.Encode(prompt);
        }
        catch (FormatException e)
        {
            throw new RecipeException($"{recipe}: train.samples.prompt: {e.Message}", e);
        }
    }
}
