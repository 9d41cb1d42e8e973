using System;
using System.Collections.Generic;

namespace Unroll.Tasks.Tests.Text;

/// <summary>Keeps what it is told, or gives the work up at once.</summary>
sealed class Listener : ITaskProgress
{
    public List<(string Work, double Share)> Heard { get; } = [];

    public bool Ends { get; init; }

    public void Report(string work, double share)
    {
        if (Ends)
            throw new OperationCanceledException();
        Heard.Add((work, share));
    }
}
