namespace Unroll.Interop.TimeSeries;

/// <summary>One series of a .ts file.</summary>
/// <param name="Values"><c>[step, channel]</c>; at least one step.</param>
/// <param name="Label">Its label; null in a file without labels.</param>
/// <param name="Line">The line it stands in, from 1.</param>
public sealed record TsSeries(float[,] Values, string? Label, long Line);
