using System;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Groups;

/// <summary>Work that ranks do together.</summary>
static class RankGuard
{
    /// <summary>Does this rank's part. The others must not wait for a rank that failed; what all find alike, all know.</summary>
    public static TResult Together<TResult>(ICollective collective, Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not (CollectiveAbortedException or RanksDifferException))
        {
            collective.Abort(e);
            throw;
        }
    }
}
