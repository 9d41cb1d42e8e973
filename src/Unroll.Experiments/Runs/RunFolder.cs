using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Enumeration;
using System.Linq;
using Unroll.Experiments.Recipes;
using Unroll.Interop.Files;

namespace Unroll.Experiments.Runs;

/// <summary>
/// The files of one run, and the only contract between training and whatever looks at it: <c>recipe.json</c>, <c>events.jsonl</c> (what happened, the same bits
/// every time), <c>timing.jsonl</c> (how long it took), <c>environment.json</c>, <c>metrics.json</c> and <c>checkpoints/*.safetensors</c>.
/// </summary>
public sealed class RunFolder
{
    const int HashLetters = 8;
    const int MostCheckpoints = 2;
    const string TemporaryFiles = ".unroll-*.tmp";
    const string CheckpointPrefix = "step-";
    const string CheckpointSuffix = ".safetensors";

    RunFolder(string path) => Folder = Path.GetFullPath(path);

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The resolved recipe. Its being there makes the folder a run folder.</summary>
    public string RecipePath => Path.Combine(Folder, "recipe.json");

    /// <summary>What happened, one JSON object a line; no times, so that a resumed run ends with the same bits as one never stopped.</summary>
    public string EventsPath => Path.Combine(Folder, "events.jsonl");

    /// <summary>How long it took, one JSON object a line.</summary>
    public string TimingPath => Path.Combine(Folder, "timing.jsonl");

    /// <summary>Machine, runtime and threads of the last start.</summary>
    public string EnvironmentPath => Path.Combine(Folder, "environment.json");

    /// <summary>The result; there once the run has finished.</summary>
    public string MetricsPath => Path.Combine(Folder, "metrics.json");

    /// <summary>The shape of the loss curve, with evidence, likely cause and what to try; there once the run has ended.</summary>
    public string DiagnosisPath => Path.Combine(Folder, "diagnosis.json");

    /// <summary>What the instruments showed, one JSON object a line; there where they were asked for (<see cref="RunOptions.InstrumentEvery"/>).</summary>
    public string InstrumentsPath => Path.Combine(Folder, "instruments.jsonl");

    /// <summary>Whether a result is there.</summary>
    internal bool HasEnded => File.Exists(MetricsPath);

    /// <summary>There, and held, while a process trains into the folder.</summary>
    internal string LockPath => Path.Combine(Folder, "run.lock");

    /// <summary>Where checkpoints lie: the last one and the one before.</summary>
    public string CheckpointsPath => Path.Combine(Folder, "checkpoints");

    /// <summary>The checkpoint that measured best on the validation data; there where the recipe keeps it (<see cref="KeepBestRecipe"/>).</summary>
    public string BestPath => Path.Combine(CheckpointsPath, "best" + CheckpointSuffix);

    /// <summary>What the symbols of a text model stand for, as JSON; there where the run's task is on text.</summary>
    public string VocabularyPath => Path.Combine(Folder, "vocabulary.json");

    /// <summary>A path for a new run of this recipe under a parent folder: <c>parent/name-hash8</c>, with <c>-2</c>, <c>-3</c>, … where that is taken.</summary>
    public static string NextFree(string parent, Recipe recipe) => Candidates(parent, recipe).First(path => !Path.Exists(path));

    /// <summary>The newest run of exactly this recipe under a parent folder, as <see cref="NextFree"/> names them; null where there is none.</summary>
    public static string? Latest(string parent, Recipe recipe) => Candidates(parent, recipe).TakeWhile(Path.Exists).LastOrDefault();

    /// <summary>An existing run folder, to be read.</summary>
    /// <exception cref="RunException">It is not a run folder.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var folder = new RunFolder(path);
        if (!File.Exists(folder.RecipePath))
            throw new RunException($"{path}: {(Directory.Exists(path) ? "is not a run folder: it has no recipe.json" : "is not there")}.") { IsMisuse = true };
        return folder;
    }

    /// <summary>The recipe of an existing run.</summary>
    /// <exception cref="RunException">It is damaged.</exception>
    public Recipe ReadRecipe()
    {
        try
        {
            return RecipeReader.Parse(File.ReadAllText(RecipePath), RecipePath);
        }
        catch (RecipeException e)
        {
            throw new RunException($"{Folder}: the run's recipe cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The checkpoints' paths, the newest first.</summary>
    public IReadOnlyList<string> Checkpoints() => !Directory.Exists(CheckpointsPath) ? [] :
    [
        .. Directory.EnumerateFiles(CheckpointsPath, CheckpointPrefix + "*" + CheckpointSuffix).Where(path => StepOf(path) >= 0).OrderByDescending(StepOf),
    ];

    /// <summary>Makes a folder ready for a run of this recipe, new or taken up. Nothing is changed where it is refused.</summary>
    /// <exception cref="RunException">It belongs to another recipe, holds a run and <paramref name="resume"/> is false, or holds other files.</exception>
    internal static RunFolder Prepare(string path, Recipe recipe, bool resume)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var folder = new RunFolder(path);
        if (File.Exists(folder.Folder))
            throw new RunException($"{path}: is a file; a run needs a folder. Name another with --run.") { IsMisuse = true };
        if (File.Exists(folder.RecipePath))
        {
            folder.RequireSame(path, recipe);
            if (!resume)
                throw new RunException($"{path}: holds a {(folder.HasEnded ? "finished" : "stopped")} run already; use --resume to go on with it, or another --run.") { IsMisuse = true };
        }
        else if (Directory.Exists(folder.Folder) && Directory.EnumerateFileSystemEntries(folder.Folder).Any(entry => !IsLeftOver(entry)))
        {
            throw new RunException($"{path}: has files but no recipe.json, so it is no run folder; name a new or empty folder with --run.") { IsMisuse = true };
        }
        folder.Make(path);
        if (!File.Exists(folder.RecipePath))
            WholeFile.WriteText(folder.RecipePath, RecipeText.Write(recipe) + "\n");
        return folder;
    }

    /// <summary>Removes what writers that were killed left half written. Only for whoever has the folder's lock.</summary>
    internal void RemoveLeftOvers()
    {
        foreach (var path in (string[])[Folder, CheckpointsPath])
        {
            foreach (var file in Directory.EnumerateFiles(path, TemporaryFiles).ToList())
                File.Delete(file);
        }
    }

    /// <summary>Where the checkpoint of a step goes.</summary>
    internal string CheckpointPath(long step) => Path.Combine(CheckpointsPath, string.Create(CultureInfo.InvariantCulture, $"{CheckpointPrefix}{step:D10}{CheckpointSuffix}"));

    /// <summary>Removes checkpoints other than the one of a step and the last good one before it; those after it, if any, could not be read.</summary>
    internal void KeepNewest(long step)
    {
        var kept = 0;
        foreach (var path in Checkpoints())
        {
            if (StepOf(path) > step || ++kept > MostCheckpoints)
                File.Delete(path);
        }
    }

    internal static long StepOf(string checkpoint)
    {
        var name = Path.GetFileName(checkpoint);
        return long.TryParse(name.AsSpan(CheckpointPrefix.Length, name.Length - CheckpointPrefix.Length - CheckpointSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
    }

    void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(CheckpointsPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system's words for these two name files that nobody asked for.
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "the system takes no folder there" : e.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new RunException($"{path}: the folder cannot be made: {reason}; name another with --run.", e);
        }
    }

    void RequireSame(string path, Recipe recipe)
    {
        var there = ReadRecipe();
        if (RecipeHash.Of(there) != RecipeHash.Of(recipe))
            throw new RunException($"{path}: belongs to another recipe: {RecipeDifference.First(there, recipe)}; name another folder with --run.") { IsMisuse = true };
    }

    static IEnumerable<string> Candidates(string parent, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(recipe);
        var first = Path.Combine(parent, $"{recipe.Name}-{RecipeHash.Of(recipe)[..HashLetters]}");
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}-{number}"));
    }

    // What a process killed at the wrong moment leaves: temporaries, and the folder made just before recipe.json.
    static bool IsLeftOver(string entry)
    {
        var name = Path.GetFileName(entry);
        return FileSystemName.MatchesSimpleExpression(TemporaryFiles, name, ignoreCase: false)
            || (name == "checkpoints" && Directory.Exists(entry) && !Directory.EnumerateFileSystemEntries(entry).Any());
    }
}
