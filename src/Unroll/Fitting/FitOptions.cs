using System;
using Unroll.Networks.Losses;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Translation;

namespace Unroll;

/// <summary>How a network is fitted; each setting with its range and default. A value out of range is refused when it is set.</summary>
public sealed record FitOptions
{
    /// <summary>What is made small; cross-entropy for classes and squared error for values where null.</summary>
    public LossOptions? Loss { get; init; }

    /// <summary>The optimizer; Adam unless set.</summary>
    public OptimizerOptions Optimizer { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = new AdamOptions();

    /// <summary>The learning rate: above 0.</summary>
    public double Rate { get; init => field = OptionRange.Positive(value); } = 0.001;

    /// <summary>The learning rate over the run, in place of <see cref="Rate"/>; null for a constant one.</summary>
    public ISchedule? Schedule { get; init; }

    /// <summary>Most passes over the training sequences: 1 to 1,000,000.</summary>
    public int Epochs { get; init => field = OptionRange.Whole(value, 1, 1_000_000); } = 10;

    /// <summary>Most sequences of a step: 1 to 1,000,000.</summary>
    public int Batch { get; init => field = OptionRange.Whole(value, 1, 1_000_000); } = 32;

    /// <summary>The largest norm of the gradient: above 0, or 0 for no bound.</summary>
    public double ClipNorm { get; init => field = OptionRange.NotNegative(value); } = 1;

    /// <summary>Decides the order of the sequences, the random masks and which sequences validate.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of the sequences kept aside to validate on: from 0 to below 1. The weights kept are then those of the epoch with the smallest validation loss.</summary>
    public double ValidationShare { get; init => field = OptionRange.Share(value); }

    /// <summary>Epochs without a better validation loss after which training ends; 0 for never. Needs a <see cref="ValidationShare"/>.</summary>
    public int Patience { get; init => field = OptionRange.Whole(value, 0, 1_000_000); }

    /// <summary>Scheduled sampling: how often an encoder-decoder reads its own symbol in training; never where null. Not for networks that stand alone.</summary>
    public ScheduledSampling? Sampling { get; init; }

    /// <summary>Threads: 1 to 1,024; as many as there are processors unless set. No bit depends on it.</summary>
    public int Threads { get; init => field = OptionRange.Whole(value, 1, 1024); } = Math.Clamp(Environment.ProcessorCount, 1, 1024);

    /// <summary>Called after every epoch, on the caller's thread; null for nobody.</summary>
    public Action<EpochReport>? OnEpoch { get; init; }
}
