namespace Unroll.Networks.Cells;

/// <summary>A function with its numbers.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Alpha">Slope of a hard sigmoid; of no meaning for the others.</param>
/// <param name="Beta">Value of a hard sigmoid at 0; of no meaning for the others.</param>
public readonly record struct Activation(ActivationKind Kind, double Alpha = 0.2, double Beta = 0.5);
