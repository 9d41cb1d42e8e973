using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>What a network is measured by.</summary>
static class TaskMeasures
{
    /// <summary>Whether several ranks can share the measuring; else rank 0 does it.</summary>
    public static bool AreDivided<T>(ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => task is IDividedEvaluation<T>;

    /// <summary>Measures. At the end of a run on the validation data as well: what it could have ended by, too, for whoever chooses between runs.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sets">Its data that are looked at.</param>
    /// <param name="network">The network.</param>
    /// <param name="team">The threads.</param>
    /// <param name="share">This rank's share; the whole where the task's measuring is not divided.</param>
    public static IReadOnlyDictionary<string, double> Of<T>(ITask<T> task, MeasuredSets sets, Network<T> network, WorkerTeam team, EvaluationShare share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => sets switch
        {
            MeasuredSets.Test => Test(task, network, team, share),
            MeasuredSets.Validation => Validation(task, network, team, share),
            _ => Test(task, network, team, share).Concat(Validation(task, network, team, share)).ToDictionary(),
        };

    static IReadOnlyDictionary<string, double> Test<T>(ITask<T> task, Network<T> network, WorkerTeam team, EvaluationShare share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => task is IDividedEvaluation<T> divided ? divided.Evaluate(network, team, share) : task.Evaluate(network, team);

    static IReadOnlyDictionary<string, double> Validation<T>(ITask<T> task, Network<T> network, WorkerTeam team, EvaluationShare share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (task, task as IDividedEvaluation<T>) switch
        {
            (not IValidation<T>, _) => new Dictionary<string, double>(),
            (_, { } divided) => divided.Validate(network, team, share),
            (IValidation<T> validation, _) => validation.Validate(network, team),
        };
}
