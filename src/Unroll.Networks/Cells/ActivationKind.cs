namespace Unroll.Networks.Cells;

/// <summary>The functions that gates can be put through.</summary>
public enum ActivationKind
{
    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>max(0, min(1, α x + β)); ONNX's default is α = 0.2, β = 0.5.</summary>
    HardSigmoid,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>x.</summary>
    Identity,
}
