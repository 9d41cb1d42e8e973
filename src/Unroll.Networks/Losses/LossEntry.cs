namespace Unroll.Networks.Losses;

/// <summary>A loss by name: what a recipe, an estimator or a test needs to make one.</summary>
/// <param name="Name">The name used in recipes, for example <c>crossEntropy</c>.</param>
/// <param name="Description">One line for people.</param>
/// <param name="ComparesValues">Whether it compares with values; otherwise with one class a place.</param>
/// <param name="Defaults">Its options, every one at its default.</param>
public sealed record LossEntry(string Name, string Description, bool ComparesValues, LossOptions Defaults)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
