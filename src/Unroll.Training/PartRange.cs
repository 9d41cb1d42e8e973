using System;

namespace Unroll.Training;

/// <summary>Cuts a vector into contiguous parts.</summary>
static class PartRange
{
    /// <summary>Part <paramref name="part"/> of <paramref name="parts"/>: together they cover 0 to <paramref name="count"/>; all but the last end on a multiple of <paramref name="grain"/>.</summary>
    internal static (int Start, int End) Of(int count, int grain, int part, int parts)
    {
        var grains = ((long)count + grain - 1) / grain;
        var start = grains * part / parts * grain;
        var end = grains * (part + 1) / parts * grain;
        return ((int)Math.Min(start, count), (int)Math.Min(end, count));
    }
}
