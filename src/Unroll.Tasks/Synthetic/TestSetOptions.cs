using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Synthetic;

/// <summary>A test set of fresh strings of one length.</summary>
public sealed record TestSetOptions
{
    /// <summary>Its name; measures are called <c>name.fullLengthAccuracy</c> and so on.</summary>
    [Description("Its name; measures are called name.fullLengthAccuracy and so on."), RegularExpression("[A-Za-z][A-Za-z0-9_-]*"), Required]
    public string Name { get; set; } = "";

    /// <summary>Bits in each string.</summary>
    [Description("Bits in each string."), Range(1, 10_000_000)]
    public int Length { get; set; } = 50;

    /// <summary>Strings.</summary>
    [Description("Strings."), Range(1, 1_000_000_000)]
    public int Count { get; set; } = 1000;
}
