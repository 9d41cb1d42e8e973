namespace Unroll.Tasks.Numbers;

/// <summary>Options of the counting example: there are none.</summary>
public sealed record CountingOptions;
