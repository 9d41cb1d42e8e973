namespace Unroll.Networks.Verification;

/// <summary>Where the padding of a case stands.</summary>
enum WalkPadding
{
    /// <summary>After each sequence.</summary>
    After,

    /// <summary>Before each sequence.</summary>
    Before,

    /// <summary>Anywhere, between the steps of a sequence too.</summary>
    Inside,
}
