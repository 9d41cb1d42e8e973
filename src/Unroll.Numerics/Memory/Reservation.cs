namespace Unroll.Numerics.Memory;

/// <summary>A piece of a workspace yet to be allocated: where it will start and how many numbers it holds.</summary>
/// <param name="Offset">Numbers from the start of the workspace.</param>
/// <param name="Count">Numbers.</param>
public readonly record struct Reservation(long Offset, long Count);
