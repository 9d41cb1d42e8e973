using System;
using Unroll.Training.Collectives;

namespace Unroll.Experiments;

/// <summary>How a run is carried out; none of it changes a bit of the result. (The seed does: it is part of the recipe, see <see cref="Recipes.Recipe.WithSeed"/>.)</summary>
public sealed record RunOptions
{
    /// <summary>Threads: 1 to 1,024. Default: the machine's processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether to go on where the run folder's last checkpoint stands. A folder that is new, or was stopped before its first checkpoint, starts from the beginning.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Where to pause: after so many epochs (steps, in a recipe that counts steps) since the run's beginning; null, the default, for nowhere. A run that gets there before its end is measured, saved, and
    /// ends as <see cref="RunOutcome.Paused"/>; taken up again, it comes to the same bits as one that never paused.
    /// </summary>
    public int? PauseAfter { get; init; }

    /// <summary>
    /// Steps between two readings of the instruments (gradient norms by segment, saturation, spectral radii, time constants, gradients by lag), written to <c>instruments.jsonl</c>; 0, the default, for none, which then cost nothing.
    /// A reading is one more pass over a batch and holds a trace of its own.
    /// </summary>
    public int InstrumentEvery { get; init; }

    /// <summary>
    /// A file for a log of the training itself: for a sequence of every <see cref="LogEvery"/>-th step, stimulus, gates, memory, prediction, target and error at each of its steps, as the step's own pass sees them, and the weights at
    /// the end of the run. Null, the default, for none, which then costs nothing. It must not be there yet, but where a run is taken up: it is then taken back to the checkpoint and gone on with.
    /// </summary>
    public string? LogPath { get; init; }

    /// <summary>Training steps between two sequences in the log; 0, the default, for as many as make at most a hundred of them.</summary>
    public int LogEvery { get; init; }

    /// <summary>
    /// The ranks that train together, this one among them; alone, the default. There must be as many as the recipe has workers, or one: then a run has the same bits whoever trains it. Rank 0 calls
    /// <see cref="Experiment.Run"/>, the others <see cref="Experiment.Follow"/>. The ranks of a sweep or a study of seeds may be any number, and take whole runs
    /// (<see cref="Sweeps.Sweep.Run(Sweeps.SweepPlan, string, RunOptions, Sweeps.ISweepListener, System.Threading.CancellationToken)"/>, <see cref="Sweeps.Sweep.Follow"/>).
    /// </summary>
    public ICollective Collective { get; init; } = new SingleProcess();

    /// <summary>Processes that share this machine's memory and all train along, this one among them: a recipe that does not fit in this one's share is refused. Default 1.</summary>
    public int ProcessesHere { get; init; } = 1;

    /// <summary>The clock, for seconds and rates only.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Least time between two reports of progress. Default 100 ms.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(100);
}
