namespace Unroll.Networks.Losses;

/// <summary>How the losses of single targets become the one number that is minimised.</summary>
public enum LossReduction
{
    /// <summary>Added up over steps and rows.</summary>
    Sum,

    /// <summary>Added up and divided by the number of targets.</summary>
    Mean,
}
