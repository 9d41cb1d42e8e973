using System;
using System.Text.Json.Serialization;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Training.Optimizers;

namespace Unroll;

/// <summary>What an estimator's network looks like and how it is trained; each setting with its range and default. A value out of range is refused when it is set.</summary>
public sealed record EstimatorOptions
{
    /// <summary>A name of <see cref="CellCatalog"/>; <c>lstm</c> unless set.</summary>
    public string Cell { get; init => field = CellCatalog.Find(value).Name; } = "lstm";

    /// <summary>Units of each recurrent layer and direction: 1 to 65,536.</summary>
    public int Hidden { get; init => field = OptionRange.Whole(value, 1, 65_536); } = 64;

    /// <summary>Recurrent layers, one on top of the other: 1 to 64.</summary>
    public int Layers { get; init => field = OptionRange.Whole(value, 1, 64); } = 1;

    /// <summary>Whether each layer reads the sequence from both ends.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Share of each recurrent layer's outputs left out in training: from 0 to below 1.</summary>
    public double Dropout { get; init => field = OptionRange.Share(value); }

    /// <summary>What stands for a whole sequence where one answer is wanted.</summary>
    public Pooling Pooling { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Pooling is not one of the known kinds."); }

    /// <summary>Whether every column of the inputs (and of the values to be learnt) is brought to mean 0 and deviation 1, as measured on the training sequences.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Most passes over the training sequences: 1 to 1,000,000.</summary>
    public int Epochs { get; init => field = OptionRange.Whole(value, 1, 1_000_000); } = 30;

    /// <summary>Most sequences of a training step: 1 to 1,000,000.</summary>
    public int Batch { get; init => field = OptionRange.Whole(value, 1, 1_000_000); } = 32;

    /// <summary>The learning rate: above 0.</summary>
    public double Rate { get; init => field = OptionRange.Positive(value); } = 0.005;

    /// <summary>The optimizer; Adam unless set.</summary>
    public OptimizerOptions Optimizer { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = new AdamOptions();

    /// <summary>The largest norm of the gradient: above 0, or 0 for no bound.</summary>
    public double ClipNorm { get; init => field = OptionRange.NotNegative(value); } = 1;

    /// <summary>Decides first weights, order, dropout and which sequences validate; with it all of training, to the bit.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of the sequences kept aside to validate on: from 0 to below 1.</summary>
    public double ValidationShare { get; init => field = OptionRange.Share(value); }

    /// <summary>Epochs without a better validation loss after which training ends; 0 for never.</summary>
    public int Patience { get; init => field = OptionRange.Whole(value, 0, 1_000_000); }

    /// <summary>Threads to train and predict on: 1 to 1,024; as many as there are processors unless set. No bit depends on it, and it is not saved.</summary>
    [JsonIgnore]
    public int Threads { get; init => field = OptionRange.Whole(value, 1, 1024); } = Math.Clamp(Environment.ProcessorCount, 1, 1024);

    /// <summary>Called after every epoch; null for nobody. It is not saved.</summary>
    [JsonIgnore]
    public Action<EpochReport>? OnEpoch { get; init; }

    internal FitOptions ToFit() => new()
    {
        Optimizer = Optimizer,
        Rate = Rate,
        Epochs = Epochs,
        Batch = Batch,
        ClipNorm = ClipNorm,
        Seed = Seed,
        ValidationShare = ValidationShare,
        Patience = Patience,
        Threads = Threads,
        OnEpoch = OnEpoch,
    };
}
