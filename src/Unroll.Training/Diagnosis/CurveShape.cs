namespace Unroll.Training.Diagnosis;

/// <summary>Shapes of a run's loss curve.</summary>
public enum CurveShape
{
    /// <summary>Too few points to say.</summary>
    TooShort,

    /// <summary>The loss comes down, or has come down and stays there.</summary>
    Decay,

    /// <summary>A flat line far from where it could be.</summary>
    Plateau,

    /// <summary>Up and down by a good part of the loss, getting nowhere.</summary>
    Oscillation,

    /// <summary>The loss rises for good.</summary>
    Growth,

    /// <summary>It comes down, with a sudden rise from which it recovers.</summary>
    Spike,

    /// <summary>The loss or the gradient is no longer a number, or out of all proportion.</summary>
    Divergence,

    /// <summary>The training loss falls and the test data get worse, or never get better.</summary>
    OverFitting,
}
