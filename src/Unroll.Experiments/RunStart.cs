namespace Unroll.Experiments;

/// <summary>What a run is about to do.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="Folder">The run folder, as a full path.</param>
/// <param name="Steps">Steps of the whole run; with an early end in the recipe, the most there can be.</param>
/// <param name="StepsPerEpoch">Steps in an epoch; 0 where the data never end.</param>
/// <param name="FirstStep">Steps already done by the run that is taken up; 0 for a new one.</param>
/// <param name="Parameters">Weights in the model.</param>
/// <param name="Threads">Threads in use.</param>
public sealed record RunStart(string Recipe, string Folder, long Steps, int StepsPerEpoch, long FirstStep, long Parameters, int Threads)
{
    /// <summary>About how many seconds the whole run takes on two processor cores, as its recipe says; null where it does not.</summary>
    public double? Seconds { get; init; }
}
