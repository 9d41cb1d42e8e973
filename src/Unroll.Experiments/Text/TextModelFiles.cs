using System;
using System.Globalization;
using System.IO;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Text;
using Unroll.Training;

namespace Unroll.Experiments.Text;

/// <summary>Makes a text model of the files of a run.</summary>
static class TextModelFiles
{
    const string Kind = "text";
    const string VocabularyFile = "vocabulary.json";

    public static TextModel Load(string path, int threads, IRunListener listener)
    {
        if (threads is < 1 or > 1024)
            throw new RunException($"threads is {threads}; it must be from 1 to 1024 (this machine has {Environment.ProcessorCount} processors).") { IsMisuse = true };
        var run = RunFolder.Open(path);
        try
        {
            var (recipe, checkpoint) = FindSure(run) ?? FindChecked(path, run, listener);
            var vocabulary = FindVocabulary(path, run, checkpoint);
            return recipe.Model.Precision == "double" ? Load<double>(path, run, recipe, checkpoint, vocabulary, threads) : Load<float>(path, run, recipe, checkpoint, vocabulary, threads);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is InsufficientMemoryException or OutOfMemoryException)
        {
            throw new RunException($"{path}: not enough memory: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // The usual case, in a fraction of the time: the first checkpoint to be tried is whole and was saved with this very recipe. In all others everything is looked at.
    static (SpokenRecipe Recipe, Checkpoint Checkpoint)? FindSure(RunFolder run)
    {
        var path = File.Exists(run.BestPath) ? run.BestPath : run.Checkpoints() is [var newest, ..] ? newest : null;
        if (path is null || Resumption.TryRead(path, out var checkpoint) is not null || checkpoint!.RecipeText is not { } text)
            return null;
        return File.ReadAllText(run.RecipePath).AsSpan().TrimEnd().SequenceEqual(text.AsSpan().TrimEnd()) && SpokenRecipe.Read(text, Kind) is { } recipe ? (recipe, checkpoint) : null;
    }

    static (SpokenRecipe Recipe, Checkpoint Checkpoint) FindChecked(string path, RunFolder run, IRunListener listener)
    {
        var recipe = run.ReadRecipe();
        RequireText(path, recipe);
        return (SpokenRecipe.Of(recipe), FindCheckpoint(path, run, recipe, listener));
    }

    static void RequireText(string path, Recipe recipe)
    {
        var kind = recipe.Task["kind"]?.GetValue<string>();
        if (kind != Kind)
            throw new RunException($"{path}: was trained on the task '{kind}', which has no text to speak or to score; give a run of the task '{Kind}'.") { IsMisuse = true };
    }

    static Checkpoint FindCheckpoint(string path, RunFolder run, Recipe recipe, IRunListener listener) => Resumption.FindUsed(run, recipe, listener)
        ?? throw new RunException($"{path}: has no checkpoint; {(run.HasEnded ? "its run has ended and none is left." : $"go on with 'unroll train {recipe.Name} --run {path} --resume'.")}");

    static Vocabulary FindVocabulary(string path, RunFolder run, Checkpoint checkpoint)
    {
        var file = Path.Combine(run.Folder, VocabularyFile);
        try
        {
            if (File.Exists(file))
            {
                var found = Vocabulary.Parse(File.ReadAllText(file), file);
                if (checkpoint.Vocabulary is { } saved && found.Write() != saved)
                    throw new RunException($"{file}: is not the vocabulary that {checkpoint.Path} was saved with, so its symbols would stand for other text; put the run's own file back, or remove it: the checkpoint has it too.");
                return found;
            }
            if (checkpoint.Vocabulary is { } json)
                return Vocabulary.Parse(json, checkpoint.Path);
        }
        catch (FormatException e)
        {
            throw new RunException(e.Message, e);
        }
        throw new RunException($"{path}: has no {VocabularyFile}, and its checkpoint none either, so nobody knows what its symbols stand for; put the file back, or train again.");
    }

    static TextModel Load<T>(string path, RunFolder run, SpokenRecipe recipe, Checkpoint checkpoint, Vocabulary vocabulary, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = new TaskShape(vocabulary.Count, vocabulary.Count, 1, 1, 0, InputIsSymbols: true);
        var team = new WorkerTeam(threads);
        try
        {
            RequireWeights<T>(recipe.Model, vocabulary.Count, checkpoint.Path);
            var network = NetworkBuilder.Build<T>(recipe.Model, shape);
            checkpoint.RestoreMeasured(network, recipe.Average);
            var speaking = new NumberedTextNetwork<T>(network, team);
            speaking.Begin(1);   // a layer that needs whole texts says so here
            return new TextModel(vocabulary, speaking, run.ReadRecipe, checkpoint.Path, team);
        }
        catch (Exception e) when (e is RecipeException or ArgumentException)
        {
            team.Dispose();
            throw new RunException($"{path}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    // Before any memory is taken for them.
    static void RequireWeights<T>(ModelRecipe model, int symbols, string checkpoint)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (weights, bytes) = (NetworkBuilder.CountParameters(model, symbols, symbols), new FileInfo(checkpoint).Length);
        if (weights > bytes / Unsafe.SizeOf<T>())
            throw new RunException(string.Create(CultureInfo.InvariantCulture, $"{checkpoint}: has {bytes:N0} bytes, too few for the {weights:N0} weights of its recipe's network and {symbols} symbols; it is damaged, or of another run."));
    }
}
