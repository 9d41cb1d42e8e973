using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.TimeSeries;

/// <summary>Options of the classification of series from .ts files.</summary>
public sealed record SeriesOptions
{
    /// <summary>Path of the training file; relative to the folder the command is run in.</summary>
    [Description("Path of the training file in .ts format; relative to the folder the command is run in.")]
    public string Train { get; set; } = "";

    /// <summary>Path of the test file. Not opened where <see cref="Folds"/> is above 0.</summary>
    [Description("Path of the test file in .ts format; not opened where folds is above 0.")]
    public string Test { get; set; } = "";

    /// <summary>Where the files can be had; told where one is not there.</summary>
    [Description("Where the files can be had; told where one is not there.")]
    public string? Source { get; set; }

    /// <summary>Parts that the training file is cut in, each label spread evenly over them; one is kept from training and measured in place of the test file. 0: train on all, measure the test file. 0 to 1,000.</summary>
    [Description("Parts of the training file, of which one is kept from training and measured in place of the test file: for choosing settings; 0: measure the test file."), Range(0, 1000)]
    public int Folds { get; set; }

    /// <summary>Which part is kept, from 1.</summary>
    [Description("Which part is kept, from 1."), Range(1, 1000)]
    public int Fold { get; set; } = 1;

    /// <summary><c>refuse</c> a file with missing values, or <c>carry</c> the value before on.</summary>
    [Description("What becomes of missing values: the file is refused, or the value before is carried on."), AllowedValues("carry", "refuse")]
    public string Missing { get; set; } = "refuse";

    /// <summary>Most of a batch that may be padding, 0 to below 1: sequences in a batch are of like lengths.</summary>
    [Description("Most of a batch that may be padding: sequences of like lengths come together."), Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double MostPadding { get; set; } = 0.5;
}
