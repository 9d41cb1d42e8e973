using System.Collections.Generic;
using System.Linq;

namespace Unroll.Mpi.Exchange;

/// <summary>Ranks as a sentence names them.</summary>
static class RankList
{
    /// <summary>"rank 2", "ranks 0, 1 and 4".</summary>
    internal static string Of(IEnumerable<int> ranks)
    {
        var all = ranks.ToList();
        return all.Count switch
        {
            0 => "no rank",
            1 => $"rank {all[0]}",
            > 12 => $"ranks {string.Join(", ", all.Take(10))} and {all.Count - 10} more",
            _ => $"ranks {string.Join(", ", all.SkipLast(1))} and {all[^1]}",
        };
    }
}
