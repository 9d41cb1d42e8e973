namespace Unroll.Networks.Layers;

/// <summary>What a pooling layer makes of a sequence.</summary>
public enum Pooling
{
    /// <summary>Its last step.</summary>
    Last,

    /// <summary>The mean over its steps.</summary>
    Mean,

    /// <summary>The largest of each number over its steps; the gradient goes to the first step that has it. NaN counts as larger than any number.</summary>
    Max,
}
