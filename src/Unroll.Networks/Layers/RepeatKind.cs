namespace Unroll.Networks.Layers;

/// <summary>What a repeating layer writes after the first step.</summary>
public enum RepeatKind
{
    /// <summary>The vector at every step.</summary>
    Same,

    /// <summary>The vector at the first step, then zeros.</summary>
    ThenZeros,
}
