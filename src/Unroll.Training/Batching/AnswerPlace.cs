namespace Unroll.Training.Batching;

/// <summary>Where the target of a whole sequence stands in a batch. Targets of each step stand at their steps, whatever is said here.</summary>
public enum AnswerPlace
{
    /// <summary>In a step of its own: the network makes one step of each sequence (its last step, a mean, a maximum).</summary>
    OneStep,

    /// <summary>At the sequence's last step, with no target at the others: the network writes at every step.</summary>
    LastStep,
}
