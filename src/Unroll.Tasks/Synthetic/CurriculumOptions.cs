using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Synthetic;

/// <summary>Stages of a curriculum on length: from a length to the next is <c>length × factor + step</c>, rounded down.</summary>
public sealed record CurriculumOptions
{
    /// <summary>Length of the first strings.</summary>
    [Description("Length of the first strings."), Range(1, 1_000_000)]
    public int Start { get; set; } = 2;

    /// <summary>Length of the last stage's strings.</summary>
    [Description("Length of the last stage's strings."), Range(1, 1_000_000)]
    public int Most { get; set; } = 50;

    /// <summary>A stage ends when the mean loss of a target is under this, in nats.</summary>
    [Description("A stage ends when the mean loss of a target is under this, in nats."), Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double Threshold { get; set; } = 0.05;

    /// <summary>For so many steps in a row.</summary>
    [Description("For so many steps in a row."), Range(1, 1_000_000)]
    public int Patience { get; set; } = 1;

    /// <summary>The length is multiplied by this, 1 to 100.</summary>
    [Description("The length is multiplied by this."), Range(1.0, 100.0)]
    public double Factor { get; set; } = 1;

    /// <summary>And grows by this, 0 to 1,000,000.</summary>
    [Description("And grows by this."), Range(0, 1_000_000)]
    public int Step { get; set; } = 1;

    internal void Validate()
    {
        if (Start > Most)
            throw new TaskOptionsException($"curriculum.start is {Start}; it must not be over curriculum.most, which is {Most}.");
        if (Start < Most && Next(Start) == Start)
            throw new TaskOptionsException($"curriculum.factor {Factor} and curriculum.step {Step} never lengthen strings of {Start}; raise one of them.");
    }

    internal int Next(int length) => (int)double.Min(Most, double.Floor(length * Factor) + Step);
}
