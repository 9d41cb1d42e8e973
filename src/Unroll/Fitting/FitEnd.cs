namespace Unroll;

/// <summary>Why a fit ended.</summary>
public enum FitEnd
{
    /// <summary>All epochs were done.</summary>
    Epochs,

    /// <summary>The validation loss had not become smaller for as many epochs as the patience allows.</summary>
    Patience,

    /// <summary>The caller asked for it. What was learnt is kept.</summary>
    Cancelled,
}
