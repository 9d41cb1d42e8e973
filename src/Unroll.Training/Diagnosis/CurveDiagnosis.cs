namespace Unroll.Training.Diagnosis;

/// <summary>What a loss curve looks like, and what to make of it.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Evidence">The numbers that say so.</param>
/// <param name="Cause">What is likely behind it; empty where all is well.</param>
/// <param name="Advice">What to try; empty where all is well.</param>
public sealed record CurveDiagnosis(CurveShape Shape, string Evidence, string Cause = "", string Advice = "")
{
    /// <summary>Whether something should be done.</summary>
    public bool IsTrouble => Shape is not (CurveShape.TooShort or CurveShape.Decay);

    /// <summary>The shape in words.</summary>
    public string Name => Shape switch
    {
        CurveShape.TooShort => "too short to name",
        CurveShape.OverFitting => "over-fitting",
        _ => Shape.ToString().ToLowerInvariant(),
    };

    /// <inheritdoc/>
    public override string ToString() => IsTrouble ? $"{Name}: {Evidence}. Likely {Cause}. Try {Advice}." : $"{Name}: {Evidence}";
}
