namespace Unroll.Networks.Layers;

/// <summary>Where the random masks of a pass come from (dropout, zoneout, dropped weights). The same position gives the same masks; a trainer sets a new one for each batch.</summary>
/// <param name="Seed">Of the run, the layer and the worker.</param>
/// <param name="Pass">Of the batch: a counter.</param>
public readonly record struct NoisePosition(ulong Seed, uint Pass)
{
    /// <summary>The position for one of several layers.</summary>
    internal NoisePosition ForLayer(int layer) => this with { Seed = Seed + 0x9E3779B97F4A7C15UL * (ulong)(layer + 1) };

    /// <summary>The position for one of several parts of a layer; another one than that of any layer.</summary>
    internal NoisePosition ForPart(int part) => this with { Seed = System.Numerics.BitOperations.RotateLeft(Seed, 23) + 0xD1B54A32D192ED03UL * (ulong)(part + 1) };
}
