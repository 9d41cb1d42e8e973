using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>What a network is measured by when its run has ended.</summary>
static class TaskMeasures
{
    /// <summary>On the test data, and on the validation data where the task has them: what a run could have ended by, too, for whoever chooses between runs.</summary>
    public static IReadOnlyDictionary<string, double> Of<T>(ITask<T> task, Network<T> network, WorkerTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var measured = task.Evaluate(network, team);
        return task is IValidation<T> validation
            ? measured.Concat(validation.Validate(network, team)).ToDictionary(StringComparer.Ordinal)
            : measured;
    }
}
