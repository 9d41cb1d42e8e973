using System;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Text;
using Unroll.Interop.Safetensors;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Tasks.Text;
using Unroll.Training;

namespace Unroll.Experiments.Tests.Text;

/// <summary>A run folder of a text task that was never trained: its weights are drawn, so that no text has to be learnt to test how one is spoken.</summary>
sealed class SpokenRun : IDisposable
{
    public const string Characters = "\n abcdeé𝄞";

    readonly TemporaryFolder _folder = new();

    public SpokenRun(string precision = "float", string characters = Characters, string? model = null, string? train = null, bool unknown = false, bool writesVocabulary = true, Vocabulary? vocabulary = null)
    {
        Vocabulary = vocabulary ?? new CharacterVocabulary(characters.EnumerateRunes(), unknown);
        Recipe = RecipeReader.Parse(
            $$"""
            {
              "name": "spoken",
              "task": { "kind": "text", "generator": "latin", "window": 5 },
              "model": {{model ?? "{ \"cell\": \"gru\", \"hidden\": 12, \"layers\": 2, \"precision\": \"" + precision + "\" }"}},
              "train": {{train ?? "{ \"seed\": 1, \"batch\": 2, \"steps\": 1, \"optimizer\": { \"kind\": \"adam\", \"rate\": 0.01 } }"}}
            }
            """, "spoken.json");
        _folder.Write("recipe.json", RecipeText.Write(Recipe));
        if (writesVocabulary)
            _folder.Write("vocabulary.json", Vocabulary.Write());
    }

    public Vocabulary Vocabulary { get; }

    public Recipe Recipe { get; }

    public string Folder => _folder.Path;

    public string this[string name] => _folder[name];

    public void Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Saves weights drawn with a seed as a checkpoint.</summary>
    /// <param name="embedsRecipe">Whether it holds the recipe's text, as those of real runs do, so that the folder's need not be checked.</param>
    public SpokenRun Save(string file = "step-0000000001", ulong seed = 7, bool embedsVocabulary = false, bool embedsRecipe = false)
    {
        if (Recipe.Model.Precision == "double")
            Save(NewNetwork<double>(seed), file, embedsVocabulary, embedsRecipe);
        else
            Save(NewNetwork<float>(seed), file, embedsVocabulary, embedsRecipe);
        return this;
    }

    public Network<T> NewNetwork<T>(ulong seed = 7)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = NetworkBuilder.Build<T>(Recipe.Model, new TaskShape(Vocabulary.Count, Vocabulary.Count, 1, 1, 0, InputIsSymbols: true));
        network.Initialize(new RandomStream(seed));
        foreach (ref var value in network.Parameters.Values)
            value *= T.CreateTruncating(3);   // far from even
        network.Parameters.MarkChanged();
        return network;
    }

    /// <summary>Saves a checkpoint of this very recipe with hardly a weight in it.</summary>
    public SpokenRun SaveHollow(bool embedsRecipe)
    {
        var writer = NewWriter(embedsVocabulary: false, embedsRecipe);
        writer.Add<float>("layers.0.input", [1], 1, 1);
        Write(writer, "step-0000000001");
        return this;
    }

    void Save<T>(Network<T> network, string file, bool embedsVocabulary, bool embedsRecipe)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var writer = NewWriter(embedsVocabulary, embedsRecipe);
        var parameters = network.Parameters;
        foreach (var segment in parameters.Segments)
            writer.Add<T>(segment.Name, parameters.Values.Slice(segment.Offset, segment.Count), segment.Rows, segment.Columns);
        Write(writer, file);
    }

    SafetensorsWriter NewWriter(bool embedsVocabulary, bool embedsRecipe)
    {
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in ((string, string)[])[("format", "unroll-checkpoint"), ("formatVersion", "1"), ("step", "1"), ("updates", "1"), ("runMemory", ""), ("eventsLength", "0"), ("recipeHash", RecipeHash.Of(Recipe))])
            writer.AddMetadata(key, value);
        if (embedsVocabulary)
            writer.AddMetadata("vocabulary", Vocabulary.Write());
        if (embedsRecipe)
            writer.AddMetadata("recipe", RecipeText.Write(Recipe));
        return writer;
    }

    void Write(SafetensorsWriter writer, string file)
    {
        Directory.CreateDirectory(_folder["checkpoints"]);
        writer.Write(_folder[$"checkpoints/{file}.safetensors"]);
    }

    public TextModel Load(int threads = 1, IRunListener? listener = null) => TextModel.Load(Folder, threads, listener);

    public void Dispose() => _folder.Dispose();
}
