using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;

namespace Unroll.Training;

/// <summary>What a trainer must know of a task before it starts.</summary>
/// <param name="InputWidth">Width of the input, or number of input symbols.</param>
/// <param name="OutputWidth">Width of the network's output (classes, or numbers to compare with the targets' values).</param>
/// <param name="MostSteps">Longest training sequence, T.</param>
/// <param name="MostRows">Largest batch of one worker, B.</param>
/// <param name="StepsPerEpoch">Training steps in an epoch, all workers together; 0 where the data never end.</param>
/// <param name="InputIsSymbols">Whether the input is one symbol a step rather than dense rows.</param>
/// <param name="TargetWidth">Values wanted at each step and row, each with a weight that may be 0; 0 where one class is wanted instead.</param>
/// <param name="WeightsClasses">Whether the classes wanted have weights too; values always do.</param>
/// <param name="IsPadded">Whether sequences of a batch differ in length, and <see cref="Batch{T}.Mask"/> says which steps are theirs.</param>
/// <param name="TargetSteps">Steps of the targets where they are not those of the input: 1 for one answer to a whole sequence; 0 for as many as the input has.</param>
/// <param name="CarriesStates">Whether rows go on from one batch to the next: <see cref="Batch{T}.GoesOn"/> says which.</param>
/// <param name="Source">What the encoder of an encoder-decoder reads; everything else is then its decoder's. Null for a network that stands alone.</param>
public sealed record TaskShape(
    int InputWidth, int OutputWidth, int MostSteps, int MostRows, int StepsPerEpoch, bool InputIsSymbols, int TargetWidth = 0, bool WeightsClasses = false, bool IsPadded = false, int TargetSteps = 0,
    bool CarriesStates = false, SourceShape? Source = null);

/// <summary>A source of batches and the measures that say how well they are learnt. A batch depends on seed, state and step alone, so a run can be taken up anywhere.</summary>
/// <typeparam name="T">The number.</typeparam>
public interface ITask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Widths and sizes.</summary>
    TaskShape Shape { get; }

    /// <summary>Fills one worker's batch for a step (counted from 0). False when no data are left for this worker at this step: its gradient is then zero.</summary>
    bool Fill(Batch<T> batch, long step, int worker);

    /// <summary>What the task remembers between steps beside the step itself (the stage of a curriculum); saved in checkpoints. Null where there is nothing.</summary>
    ITaskMemory? Memory { get; }

    /// <summary>Measures the network on the task's test data. Names are like <c>test.fullLengthAccuracy</c>.</summary>
    IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team);
}

/// <summary>What a task learns from the run itself. A function of the reports alone, so that every worker comes to the same.</summary>
public interface ITaskMemory
{
    /// <summary>Called after every step.</summary>
    void Observe(in StepReport report);

    /// <summary>The memory as text of one line, for a checkpoint.</summary>
    string Save();

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    void Load(string text);
}
