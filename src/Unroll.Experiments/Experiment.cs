using System;
using System.Threading;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments;

/// <summary>A recipe ready to run.</summary>
public sealed class Experiment
{
    Experiment(Recipe recipe) => Recipe = recipe;

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Makes everything that the recipe names, and refuses what cannot be had before any work is done.</summary>
    /// <exception cref="RecipeException">Something in the recipe cannot be used, or needs more memory than there is.</exception>
    public static Experiment Create(Recipe recipe) => new(recipe);

    /// <summary>Trains, writing to a run folder.</summary>
    /// <param name="folder">The run folder; made where it is not there.</param>
    /// <param name="options">Threads, whether to resume, the clock.</param>
    /// <param name="listener">Watches.</param>
    /// <param name="stop">When cancelled, the run saves a checkpoint after the step it is at and returns <see cref="RunOutcome.Interrupted"/>.</param>
    /// <exception cref="Runs.RunException">The folder cannot be used: one line, and nothing in it was changed.</exception>
    public ExperimentResult Run(string folder, RunOptions options, IRunListener listener, CancellationToken stop = default) => throw new NotImplementedException();

    /// <summary>Loads the last checkpoint of a run folder and measures it on its recipe's test data.</summary>
    /// <exception cref="Runs.RunException">The folder holds no run, or no checkpoint that can be read.</exception>
    public static ExperimentResult Evaluate(string folder, RunOptions options) => throw new NotImplementedException();
}
