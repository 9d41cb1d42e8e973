using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>A task whose evaluation falls into batches, or streams, that do not depend on each other, so that several ranks can share them. All ranks call the same member, and come to the bits that one process comes to.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface IDividedEvaluation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary><see cref="ITask{T}.Evaluate"/>, of which this rank does its share.</summary>
    IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share);

    /// <summary><see cref="IValidation{T}.Validate"/>, of which this rank does its share; nothing where the task has no validation data.</summary>
    IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team, EvaluationShare share) => new Dictionary<string, double>();
}
