namespace Unroll.Networks.Layers;

/// <summary>What a recurrent layer starts a sequence from where no state is given.</summary>
public enum InitialStates
{
    /// <summary>What the cell's source says: zeros for most, ones for the memory of the VS-LSTM.</summary>
    OfCell,

    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>Ones in every state.</summary>
    Ones,

    /// <summary>One learnt vector for each state, alike for all rows; it begins as the cell's source says.</summary>
    Learnt,
}
