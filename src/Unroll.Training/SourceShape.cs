namespace Unroll.Training;

/// <summary>Widths and sizes of what an encoder reads.</summary>
/// <param name="Width">Numbers read at each step, or symbols there are.</param>
/// <param name="MostSteps">Steps of the longest source.</param>
/// <param name="IsSymbols">Whether a step is one symbol rather than a row of numbers.</param>
/// <param name="IsPadded">Whether sources of a batch differ in length, and <see cref="SourceBatch{T}.Mask"/> says which steps are theirs.</param>
public sealed record SourceShape(int Width, int MostSteps, bool IsSymbols, bool IsPadded = false);
