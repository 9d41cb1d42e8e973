namespace Unroll.Tasks.Synthetic;

/// <summary>Which bits the parity at a position counts.</summary>
public enum ParityReading
{
    /// <summary>The bit at the position and all before it: <c>y[i] = x[0] xor … xor x[i]</c>.</summary>
    Inclusive,

    /// <summary>Only the bits before the position: <c>y[0] = 0</c>, <c>y[i] = x[0] xor … xor x[i-1]</c>.</summary>
    Exclusive,
}
