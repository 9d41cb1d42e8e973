using System.Collections.Generic;

namespace Unroll.Experiments.Inspection;

/// <summary>What went on inside a network over one sequence: every gate and state of every recurrent layer at every step and unit, with what was read, said and wanted.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="Run">The run folder, as a full path.</param>
/// <param name="TrainedSteps">Training steps before this look.</param>
/// <param name="Steps">The steps of the sequence, in its order.</param>
/// <param name="Series">Gates and states, layer by layer, in the catalog's order.</param>
/// <param name="Answers">What the network wrote, and what was wanted: as many as the sequence has steps, or fewer where layers make fewer (one answer to a whole sequence).</param>
public sealed record InspectionReport(
    string Recipe, string Run, long TrainedSteps, IReadOnlyList<InspectedStep> Steps, IReadOnlyList<InspectedSeries> Series, IReadOnlyList<InspectedAnswer> Answers);

/// <summary>What a network read at a step.</summary>
/// <param name="Number">The step, from 0. Padding has none.</param>
/// <param name="Symbol">The symbol; null where the input is numbers.</param>
/// <param name="Input">The numbers; empty where the input is symbols.</param>
public sealed record InspectedStep(int Number, int? Symbol, IReadOnlyList<double> Input);

/// <summary>A gate or a state of a layer.</summary>
/// <param name="Layer">Name of the layer, for example <c>layers.0</c>.</param>
/// <param name="IsState">Whether it is a state; else a gate.</param>
/// <param name="Name">Its name in the cell catalog.</param>
/// <param name="Values">At every step, after it, one number for each unit.</param>
public sealed record InspectedSeries(string Layer, bool IsState, string Name, IReadOnlyList<double[]> Values);

/// <summary>What a network wrote at a step, and what was wanted of it.</summary>
/// <param name="Output">The outputs: before a softmax, where the loss has one.</param>
/// <param name="TargetClass">The class wanted; null where none is, or values are.</param>
/// <param name="TargetValues">The values wanted; empty where none are.</param>
/// <param name="Loss">The loss of this step alone; null where nothing is wanted.</param>
public sealed record InspectedAnswer(IReadOnlyList<double> Output, int? TargetClass, IReadOnlyList<double> TargetValues, double? Loss)
{
    /// <summary>The class of the largest output.</summary>
    public int Largest
    {
        get
        {
            var largest = 0;
            for (var i = 1; i < Output.Count; i++)
                largest = Output[i] > Output[largest] ? i : largest;
            return largest;
        }
    }
}
