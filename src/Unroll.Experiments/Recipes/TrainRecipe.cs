using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Experiments.Recipes;

/// <summary>How a model is trained.</summary>
public sealed record TrainRecipe
{
    /// <summary>The seed of everything random: weights, data, order.</summary>
    [Description("The seed of everything random: weights, data, order.")]
    public ulong Seed { get; set; }

    /// <summary>Sequences in the batch of one worker: 1 to 1,000,000.</summary>
    [Description("Sequences in the batch of one worker."), Range(1, 1_000_000)]
    public int Batch { get; set; } = 32;

    /// <summary>Workers, each with a batch of its own at every step, whose gradients are summed: 1 to 1,024.</summary>
    [Description("Workers, each with its own batch at every step; their gradients are summed."), Range(1, 1024)]
    public int Workers { get; set; } = 1;

    /// <summary>
    /// In which order the gradients of several processes are summed: <c>ordered</c> (default), that of the workers, with the bits of one process; or <c>fast</c>, as <c>MPI_Allreduce</c> likes, with bits that depend on
    /// the number of processes and the MPI library.
    /// </summary>
    [Description("Order in which gradients of several processes are summed: that of the workers, with the bits of one process (ordered, the default), or as MPI likes (fast)."), AllowedValues("fast", "ordered")]
    public string? Collective { get; set; }

    /// <summary>Batches of each worker in one step: 1 to 1,000,000; their gradients are brought together as if they had been one large batch. Default 1.</summary>
    [Description("Batches of each worker in one step, brought together as if they had been one large batch (default 1)."), Range(1, 1_000_000)]
    public int? Accumulate { get; set; }

    /// <summary>Steps to train. Either this or <see cref="Epochs"/>.</summary>
    [Description("Steps to train; either this or epochs."), Range(1, 1_000_000_000)]
    public int? Steps { get; set; }

    /// <summary>Epochs to train. Either this or <see cref="Steps"/>.</summary>
    [Description("Epochs to train; either this or steps."), Range(1, 1_000_000)]
    public int? Epochs { get; set; }

    /// <summary>Ends the run before its last step once the task is learnt.</summary>
    [Description("Ends the run early once the task is learnt.")]
    public StopRecipe? StopWhen { get; set; }

    /// <summary>The optimizer.</summary>
    [Description("The optimizer.")]
    public OptimizerRecipe Optimizer { get; set; } = new();

    /// <summary>The learning rate over the run.</summary>
    [Description("The learning rate over the run.")]
    public ScheduleRecipe Schedule { get; set; } = new();

    /// <summary>Limits the gradient before each update; none where null.</summary>
    [Description("Limits the gradient before each update.")]
    public ClipRecipe? Clip { get; set; }

    /// <summary>Keeps a moving average of the weights, with which the test data are measured; none where null.</summary>
    [Description("Keep a moving average of the weights, with which the test data are measured.")]
    public AverageRecipe? Average { get; set; }

    /// <summary>Measures the validation data (where the task has none, the test data) every so many epochs (steps, where the data never end), and the test data at the end; 0: at the end only.</summary>
    [Description("Measure the validation data (the test data, where the task has no others) every so many epochs (steps, where the data never end); 0: at the end only."), Range(0, 1_000_000_000)]
    public int EvaluateEvery { get; set; }

    /// <summary>Keeps the weights that measured best on the validation data, and measures the finished run with them; the last ones count where null.</summary>
    [Description("Keep the weights that measured best on the validation data, and measure the finished run with them.")]
    public KeepBestRecipe? KeepBest { get; set; }

    /// <summary>Lets a text model speak while it learns; none where null.</summary>
    [Description("Let a text model speak while it learns.")]
    public SamplesRecipe? Samples { get; set; }

    /// <summary>Saves a checkpoint every so many epochs (steps, where the data never end) and at the end; 0: at the end only.</summary>
    [Description("Save a checkpoint every so many epochs (steps, where the data never end); 0: at the end only."), Range(0, 1_000_000_000)]
    public int CheckpointEvery { get; set; } = 1;

    /// <summary>Steps to a line in events.jsonl where the data never end; elsewhere a line is an epoch.</summary>
    [Description("Steps to a line in events.jsonl where the data never end; elsewhere a line is an epoch."), Range(1, 1_000_000_000)]
    public int ReportEvery { get; set; } = 50;
}
