using System.IO;
using Unroll.Experiments.Recipes;
using Unroll.Interop.Safetensors;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Tasks.Text;

namespace Unroll.Cli.Tests;

/// <summary>A session whose folder holds a run of a text task, <c>runs/spoken</c>. It was never trained: its weights are drawn, and drawn they speak the same on every machine.</summary>
static class SpeakingSession
{
    const string Recipe =
        """
        {
          "name": "spoken",
          "task": { "kind": "text", "generator": "latin", "window": 5 },
          "model": { "cell": "gru", "hidden": 12 },
          "train": { "seed": 1, "batch": 2, "steps": 1, "optimizer": { "kind": "adam", "rate": 0.01 } }
        }
        """;

    /// <summary>Writes the run.</summary>
    public static Session WithSpokenRun(this Session session)
    {
        var run = Directory.CreateDirectory(Path.Combine(session.Folder, "runs", "spoken")).FullName;
        var recipe = RecipeReader.Parse(Recipe, "spoken.json");
        var vocabulary = CharacterVocabulary.Of("\n abcdeé");
        File.WriteAllText(Path.Combine(run, "recipe.json"), RecipeText.Write(recipe));
        File.WriteAllText(Path.Combine(run, "vocabulary.json"), vocabulary.Write());
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "layers.0", "gru", vocabulary.Count, 12), new DenseLayer<float>(plan, "output", 12, vocabulary.Count));
        network.Initialize(new RandomStream(7));
        foreach (ref var value in network.Parameters.Values)
            value *= 3;   // far from even
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in ((string, string)[])[("format", "unroll-checkpoint"), ("formatVersion", "1"), ("step", "1"), ("updates", "1"), ("runMemory", ""), ("eventsLength", "0"), ("recipeHash", RecipeHash.Of(recipe))])
            writer.AddMetadata(key, value);
        foreach (var segment in network.Parameters.Segments)
            writer.Add<float>(segment.Name, network.Parameters.Values.Slice(segment.Offset, segment.Count), segment.Rows, segment.Columns);
        writer.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(run, "checkpoints")).FullName, "step-0000000001.safetensors"));
        return session;
    }
}
