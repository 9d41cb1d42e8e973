namespace Unroll.Networks.Layers;

/// <summary>What a bidirectional layer makes of the outputs of its two directions.</summary>
public enum Merge
{
    /// <summary>One beside the other, the forward one first: as wide as both together.</summary>
    Concatenate,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Half their sum.</summary>
    Mean,
}
