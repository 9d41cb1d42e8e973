using System;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Runs;

/// <summary>
/// The files of one run, and the only contract between training and whatever looks at it: <c>recipe.json</c>, <c>events.jsonl</c> (what happened, the same bits
/// every time), <c>timing.jsonl</c> (how long it took), <c>environment.json</c>, <c>metrics.json</c> and <c>checkpoints/*.safetensors</c>.
/// </summary>
public sealed class RunFolder
{
    /// <summary>A path for a new run of this recipe under a parent folder: <c>parent/name-hash8</c>, with <c>-2</c>, <c>-3</c>, … where that is taken.</summary>
    public static string NextFree(string parent, Recipe recipe) => throw new NotImplementedException();

    /// <summary>The newest run of exactly this recipe under a parent folder, as <see cref="NextFree"/> names them; null where there is none.</summary>
    public static string? Latest(string parent, Recipe recipe) => throw new NotImplementedException();
}
