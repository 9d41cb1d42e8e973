namespace Unroll.Experiments.Sweeps;

/// <summary>Successive halving (Jamieson and Talwalkar 2016; the rounds of one bracket of Li et al. 2018): all points get a small budget, the best go on with a larger one, and so on to the recipe's whole run.</summary>
public sealed record HalvingOptions
{
    /// <summary>Of so many points one goes on, with so many times the budget: 2 to 100. Default 3.</summary>
    public int Factor { get; init; } = 3;

    /// <summary>Budget of the first round, at least, in the recipe's own unit (epochs or steps); 1 or more. Default 1 epoch, or a hundredth of the steps.</summary>
    public int? Least { get; init; }
}
