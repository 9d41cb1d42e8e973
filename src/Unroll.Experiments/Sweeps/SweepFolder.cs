using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Interop.Files;

namespace Unroll.Experiments.Sweeps;

/// <summary>
/// The folder of a sweep: <c>sweep.json</c> (what is run), a run folder for each run, <c>rounds/</c> (what successive halving decided by), and at the end <c>results.json</c>, <c>results.csv</c> and <c>runs.csv</c>.
/// All of it is the same bits however often the sweep was stopped.
/// </summary>
public sealed class SweepFolder : IDisposable
{
    const string PlanFile = "sweep.json";
    const int HashLetters = 8;

    readonly FileStream _lock;

    readonly bool _isNew;

    SweepFolder(string folder, FileStream held, bool isNew) => (Folder, _lock, _isNew) = (folder, held, isNew);

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>A path for a new sweep under a parent folder: <c>parent/name-seeds-hash8</c> or <c>parent/name-sweep-hash8</c>, with <c>-2</c>, <c>-3</c>, … where that is taken.</summary>
    public static string NextFree(string parent, SweepPlan plan) => Candidates(parent, plan).First(path => !Path.Exists(path));

    /// <summary>The newest sweep of exactly this plan under a parent folder, as <see cref="NextFree"/> names them; null where there is none.</summary>
    public static string? Latest(string parent, SweepPlan plan) => Candidates(parent, plan).TakeWhile(Path.Exists).LastOrDefault();

    /// <summary>Makes a folder ready for a plan, new or taken up, and holds it. Nothing is changed where it is refused.</summary>
    /// <exception cref="RunException">It belongs to another plan, holds one and <paramref name="resume"/> is false, holds other files, is in use, or cannot be made.</exception>
    internal static SweepFolder Prepare(string path, SweepPlan plan, bool resume)
    {
        var folder = Path.GetFullPath(path);
        var file = Path.Combine(folder, PlanFile);
        if (File.Exists(folder))
            throw new RunException($"{path}: is a file; a sweep needs a folder. Name another with --run.") { IsMisuse = true };
        if (File.Exists(file))
            RequireSame(path, file, plan, resume);
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(entry => !IsLeftOver(entry)))
            throw new RunException($"{path}: has files but no {PlanFile}, so it is no sweep's folder; name a new or empty folder with --run.") { IsMisuse = true };
        var isNew = !Directory.Exists(folder);
        var held = Hold(path, folder);
        WholeFile.WriteText(file, SweepJson.WritePlan(plan));
        return new SweepFolder(folder, held, isNew);
    }

    /// <summary>Takes a folder away again that was made for a sweep which cannot begin; one that was there before stays.</summary>
    internal void Withdraw()
    {
        if (!_isNew)
            return;
        Dispose();
        try
        {
            File.Delete(Path.Combine(Folder, PlanFile));
            Directory.Delete(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What kept the sweep from beginning is the thing to tell. A disk of several hosts may hold on to a file that was deleted.
        }
    }

    /// <summary>Writes the results, each file whole or not at all.</summary>
    internal void Write(SweepResult result)
    {
        WholeFile.WriteText(Path.Combine(Folder, "runs.csv"), SweepCsv.Runs(result));
        WholeFile.WriteText(Path.Combine(Folder, "results.csv"), result.Plan.IsOfSeeds ? SweepCsv.Metrics(result) : SweepCsv.Ranking(result));
        WholeFile.WriteText(Path.Combine(Folder, "results.json"), SweepJson.Write(result));
    }

    /// <summary>Names what decides the runs. More seeds, or another metric to look at, leave the runs as they are, and the name too, unless halving chooses by them.</summary>
    internal static string HashOf(SweepPlan plan)
    {
        var text = RecipeHash.Of(plan.Recipe.WithSeed(plan.Seeds[0])) + SweepJson.WriteIdentity(plan);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    static void RequireSame(string path, string file, SweepPlan plan, bool resume)
    {
        string? there;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            there = json.RootElement.GetProperty("hash").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RunException($"{file}: is damaged: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        if (there != HashOf(plan))
            throw new RunException($"{path}: belongs to another sweep, or to one of other values (see {PlanFile} there); name another folder with --run.") { IsMisuse = true };
        if (!resume)
            throw new RunException($"{path}: holds a sweep already; use --resume to go on with it, or another --run.") { IsMisuse = true };
    }

    static FileStream Hold(string path, string folder)
    {
        var file = Path.Combine(folder, "sweep.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new RunException($"{path}: is in use by another sweep; wait for it, or name another folder with --run.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: the folder cannot be made: {(e is DirectoryNotFoundException or FileNotFoundException ? "the system takes no folder there" : e.Message.ReplaceLineEndings(" ").TrimEnd('.'))}; name another with --run.", e);
        }
    }

    static IEnumerable<string> Candidates(string parent, SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(plan);
        var first = Path.Combine(parent, $"{plan.Recipe.Name}-{(plan.IsOfSeeds ? "seeds" : "sweep")}-{HashOf(plan)[..HashLetters]}");
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}-{number}"));
    }

    // What a process killed at the wrong moment leaves.
    static bool IsLeftOver(string entry)
    {
        var name = Path.GetFileName(entry);
        return name == "sweep.lock" || (name.StartsWith(".unroll-", StringComparison.Ordinal) && name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
