using System.Collections.Generic;
using Unroll.Golden.Reference;

namespace Unroll.Golden.Onnx;

/// <summary>
/// What an ONNX LSTM, GRU or RNN node reads, in the order of the operator's inputs. I inputs, H units, G gates, D directions; layout 0 as written,
/// with layout 1 the batch comes first in X and in both initial states.
/// </summary>
sealed record OnnxInputs
{
    /// <summary>[T, B, I].</summary>
    public required Block X { get; init; }

    /// <summary>[D, G·H, I].</summary>
    public required Block W { get; init; }

    /// <summary>[D, G·H, H].</summary>
    public required Block R { get; init; }

    /// <summary>[D, 2·G·H]: the bias of W, then that of R; zeros where null.</summary>
    public Block? B { get; init; }

    /// <summary>One for each row; all T where null.</summary>
    public IReadOnlyList<int>? SequenceLengths { get; init; }

    /// <summary>[D, B, H]; zeros where null.</summary>
    public Block? InitialH { get; init; }

    /// <summary>[D, B, H], LSTM only; zeros where null.</summary>
    public Block? InitialC { get; init; }

    /// <summary>[D, 3·H], LSTM only: peepholes of i, o, f; zeros where null.</summary>
    public Block? P { get; init; }

    /// <summary>The gradients of everything that was read, in its shape, after a loss was differentiated.</summary>
    public OnnxInputs Gradients() => new()
    {
        X = X.Gradient(),
        W = W.Gradient(),
        R = R.Gradient(),
        B = B?.Gradient(),
        SequenceLengths = SequenceLengths,
        InitialH = InitialH?.Gradient(),
        InitialC = InitialC?.Gradient(),
        P = P?.Gradient(),
    };
}
