using System;
using System.Collections.Generic;
using System.Threading;
using Unroll.Training.Collectives;

namespace Unroll.Training.Tests.Support;

/// <summary>Runs every member of a group on a thread of its own and waits for all.</summary>
static class Crew
{
    // Only ever reached by a defect: a worker that hangs must fail its test, not the build machine.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What each worker threw; null for those that came through.</summary>
    internal static Exception?[] Run(IReadOnlyList<InProcess> members, Action<InProcess> work)
    {
        var failures = new Exception?[members.Count];
        var threads = new Thread[members.Count];
        for (var i = 0; i < threads.Length; i++)
        {
            var rank = i;
            threads[i] = new Thread(() => failures[rank] = Record.Exception(() => work(members[rank]))) { IsBackground = true };
            threads[i].Start();
        }
        foreach (var thread in threads)
            Assert.True(thread.Join(Patience), "a worker hangs");
        return failures;
    }

    /// <summary>Runs work that must come through.</summary>
    internal static void RunThrough(IReadOnlyList<InProcess> members, Action<InProcess> work) =>
        Assert.All(Run(members, work), failure => Assert.Null(failure));
}
