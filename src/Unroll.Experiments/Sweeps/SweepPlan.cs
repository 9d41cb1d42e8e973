using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Sweeps;

/// <summary>What a search or a study of seeds will run, checked: every point's recipe can be had.</summary>
public sealed class SweepPlan
{
    /// <summary>Runs in a plan, at most.</summary>
    public const int MostRuns = 10_000;

    const int MostMade = 100;   // making a task may take a tenth of a second
    const string SeedPath = "train.seed";

    SweepPlan(Recipe recipe, IReadOnlyList<SweepAxis> axes, IReadOnlyList<SweepPoint> points, IReadOnlyList<ulong> seeds, SweepMetric metric, SweepRequest request)
    {
        (Recipe, Axes, Points, Seeds, Metric, Statistic, Random) = (recipe, axes, points, seeds, metric, request.Statistic, request.Random);
        Rungs = [new HalvingRung(Budget, points.Count)];
        Trials = [.. points.SelectMany(point => seeds.Select(seed => new SweepTrial(point, seed, axes.Count == 0, () => At(point).WithSeed(seed))))];
    }

    /// <summary>The recipe that all points change; it has no sweep block itself.</summary>
    public Recipe Recipe { get; }

    /// <summary>Whether this is a study of seeds alone, in which nothing is chosen.</summary>
    public bool IsOfSeeds => Axes.Count == 0;

    /// <summary>What is searched.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>The points, by number.</summary>
    public IReadOnlyList<SweepPoint> Points { get; }

    /// <summary>The seeds of each point.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>All runs: the seeds of the first point, then those of the second, and so on.</summary>
    public IReadOnlyList<SweepTrial> Trials { get; }

    /// <summary>What runs are compared by.</summary>
    public SweepMetric Metric { get; }

    /// <summary>What stands for the seeds of a point.</summary>
    public SweepStatistic Statistic { get; }

    /// <summary>Points drawn at random; null for every combination.</summary>
    public int? Random { get; }

    /// <summary>Rounds of successive halving; one of whole runs where there is none.</summary>
    public IReadOnlyList<HalvingRung> Rungs { get; private init; }

    /// <summary>Of so many points one goes on to the next round; null without halving.</summary>
    public int? HalvingFactor { get; private init; }

    /// <summary>What budgets count: <c>epochs</c> or <c>steps</c>.</summary>
    public string Unit => Recipe.Train.Epochs is null ? "steps" : "epochs";

    /// <summary>The whole run, in that unit.</summary>
    /// <summary>About how many seconds all of it takes on two processor cores, from what one run of the recipe was measured to take; null where nobody measured.</summary>
    public double? Seconds
    {
        get
        {
            if (Recipe.Seconds is not { } seconds)
                return null;
            var (work, before) = (0.0, 0);
            foreach (var rung in Rungs)
                (work, before) = (work + (double)rung.Points * Seeds.Count * (rung.Budget - before), rung.Budget);
            return seconds * work / Budget;
        }
    }

    int Budget => Recipe.Train.Epochs ?? Recipe.Train.Steps!.Value;

    /// <summary>Plans a study of seeds: the recipe's own and those that follow.</summary>
    /// <param name="recipe">The recipe; one without a sweep block.</param>
    /// <param name="count">Seeds, 1 to <see cref="MostRuns"/>.</param>
    /// <param name="metric">The metric to put first; null for the recipe's first expectation.</param>
    /// <exception cref="RecipeException">Something in the recipe cannot be used.</exception>
    public static SweepPlan OfSeeds(Recipe recipe, int count, string? metric = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var seeds = SeedsFrom(recipe.Train.Seed, count);
        RequireSize(recipe, seeds.Count);
        var experiment = Experiment.Create(recipe);
        return new SweepPlan(recipe, [], [new SweepPoint(1, [])], seeds, SweepMetric.ForSeeds(recipe, experiment.MetricNames, metric, null), new SweepRequest());
    }

    /// <summary>Plans a search.</summary>
    /// <exception cref="RecipeException">There is nothing to search, a path or value is wrong, the grid is too large, or a point's recipe cannot be had.</exception>
    public static SweepPlan Of(Recipe recipe, SweepRequest request)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(request);
        var plain = recipe with { Sweep = null };
        var given = AxesOf(recipe, request);
        var seeds = SeedsOf(plain, given, request);
        SweepAxis[] axes = [.. given.Where(axis => axis.Path != SeedPath)];
        if (axes.Length == 0)
            throw new RecipeException($"{recipe.Name}: has nothing to sweep: give values with --grid, for example --grid train.batch=32,64,128, or a \"sweep\" block in the recipe.");
        RequireValues(plain, axes, request);
        RequireSize(recipe, (request.Random ?? SweepGrid.Count(axes)) * seeds.Count);
        var points = request.Random is { } count ? SweepGrid.Draw(axes, count, plain.Train.Seed) : SweepGrid.All(axes);
        var names = Check(plain, points);
        var plan = new SweepPlan(plain, axes, points, seeds, SweepMetric.ForSearch(plain, names, request.Metric, request.LargerIsBetter), request);
        return request.Halving is { } halving ? plan.Halved(halving) : plan;
    }

    /// <summary>The recipe of a point, with the plan's first seed.</summary>
    public Recipe At(SweepPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return With(Recipe, point).WithSeed(Seeds[0]);
    }

    static Recipe With(Recipe recipe, SweepPoint point) => point.Settings.Count == 0
        ? recipe
        : RecipeReader.With(recipe, point.Settings.Select(setting => (setting.Path, setting.Node)), $"{recipe.Name} with {point.Describe()}");

    SweepPlan Halved(HalvingOptions halving)
    {
        if (halving.Factor is < 2 or > 100)
            throw new RecipeException($"--halving got {halving.Factor}: give 2 to 100, of how many points one goes on.");
        if (Axes.Any(axis => axis.Path is "train.epochs" or "train.steps"))
            throw new RecipeException("--halving gives runs their budgets itself, in epochs or steps; leave train.epochs and train.steps out of the grid.");
        var least = halving.Least ?? (Recipe.Train.Epochs is null ? Math.Max(1, Budget / 100) : 1);
        if (least < 1 || least > Budget)
            throw new RecipeException($"--least got {least}: give 1 to {Budget}, the {Unit} of the first round (a whole run has {Budget}).");
        return new SweepPlan(Recipe, Axes, Points, Seeds, Metric, new SweepRequest { Statistic = Statistic, Random = Random })
        {
            Rungs = HalvingSchedule.Of(Points.Count, Budget, least, halving.Factor),
            HalvingFactor = halving.Factor,
        };
    }

    static List<SweepAxis> AxesOf(Recipe recipe, SweepRequest request)
    {
        var axes = (recipe.Sweep ?? new Dictionary<string, JsonElement[]>()).Select(entry => SweepAxis.OfRecipe(entry.Key, entry.Value, recipe.Name)).ToList();
        foreach (var (axis, index) in request.Axes.Select((axis, index) => (axis, index)))
        {
            if (request.Axes.Take(index).Any(earlier => earlier.Path == axis.Path))
                throw new RecipeException($"{axis.Label}: {axis.Path} is given twice; give all its values once.");
            var place = axes.FindIndex(known => known.Path == axis.Path);
            if (place < 0)
                axes.Add(axis);
            else
                axes[place] = axis;
        }
        return axes;
    }

    static IReadOnlyList<ulong> SeedsOf(Recipe recipe, List<SweepAxis> axes, SweepRequest request)
    {
        if (axes.Find(axis => axis.Path == SeedPath) is not { } listed)
            return SeedsFrom(recipe.Train.Seed, request.Seeds ?? 1);
        if (request.Seeds is not null)
            throw new RecipeException($"{listed.Label}: lists {SeedPath} already; leave --seeds out, or take {SeedPath} out of the sweep.");
        if (listed.Range is not null)
            throw new RecipeException($"{listed.Label}: seeds are listed, not drawn; use --seeds N.");
        RequireValues(recipe, [listed], request);
        return [.. listed.Values.Select(value => ulong.Parse(value, CultureInfo.InvariantCulture))];
    }

    static IReadOnlyList<ulong> SeedsFrom(ulong first, int count)
    {
        if (count < 1)
            throw new RecipeException($"--seeds got {count}: give the number of seeds, 1 to {MostRuns}.");
        if (ulong.MaxValue - first < (ulong)(count - 1))
            throw new RecipeException($"--seeds {count} from seed {first} on goes beyond {ulong.MaxValue}; begin with a smaller --seed.");
        return [.. Enumerable.Range(0, Math.Min(count, MostRuns + 1)).Select(index => first + (ulong)index)];
    }

    // Each value by itself, so that the line names the option that is wrong; a range by its two ends.
    static void RequireValues(Recipe recipe, IReadOnlyList<SweepAxis> axes, SweepRequest request)
    {
        foreach (var axis in axes)
        {
            var values = axis.Range is not { } range ? axis.Values : [Number(range.Low), Number(range.High)];
            foreach (var value in values)
                RecipeReader.RequireValue(recipe, axis.Path, new SweepSetting(axis.Path, value).Node, axis.Label);
            if (axis.Range is not null && request.Random is null)
                throw new RecipeException($"{axis.Label}: a range has no end of values; say how many points to draw with --random N, or list values with --grid.");
        }
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static void RequireSize(Recipe recipe, BigInteger runs)
    {
        if (runs > MostRuns)
            throw new RecipeException(string.Create(CultureInfo.InvariantCulture, $"{recipe.Name}: makes {runs:N0} runs; at most {MostRuns:N0} are planned: shorten the lists, or draw some points with --random N."));
    }

    // Every point is read; the task and network of the first ones are made as well, as training will.
    static IReadOnlyList<string>? Check(Recipe recipe, IReadOnlyList<SweepPoint> points)
    {
        IReadOnlyList<string>? names = null;
        foreach (var point in points)
        {
            var label = $"{recipe.Name} with {point.Describe()}";
            try
            {
                var changed = With(recipe, point);
                if (point.Number <= MostMade)
                    names = Experiment.Create(changed).MetricNames;
            }
            catch (RecipeException e) when (!e.Message.StartsWith(label, StringComparison.Ordinal))
            {
                throw new RecipeException($"{label}: {e.Message}", e);
            }
        }
        return names;
    }
}
