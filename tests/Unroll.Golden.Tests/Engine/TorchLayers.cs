using System.Collections.Generic;
using Unroll.Golden.Reference;

namespace Unroll.Golden.Engine;

/// <summary>Layers of <c>torch.nn</c> by the names of their tensors.</summary>
static class TorchLayers
{
    /// <summary>Our name of their cell.</summary>
    public static string CellOf(string theirs) => theirs switch { "RNN_TANH" => "elman", "RNN_RELU" => "elman-relu", "LSTM" => "lstm", _ => "gru" };

    static IReadOnlyList<string> GatesOf(TorchModule module) => module.Cell switch { "LSTM" => ForeignLayer.TorchLstm, "GRU" => ForeignLayer.TorchGru, _ => ForeignLayer.Elman };

    /// <summary>One direction's weights.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="module">Its module.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="direction">0 forward, 1 reverse.</param>
    /// <param name="prefix">Nothing, or <c>grad.</c> for the weights' gradients.</param>
    public static ForeignLayer Read(GoldenCase golden, TorchModule module, int layer, int direction, string prefix = "")
    {
        double[]? Optional(string kind)
        {
            var tensor = $"{prefix}{module.Prefix}{kind}_{TorchModule.Suffix(layer, direction)}";
            return golden.Has(tensor) ? golden.Numbers(tensor) : null;
        }
        return new(GatesOf(module), Optional("weight_ih")!, Optional("weight_hh")!, Optional("bias_ih"), Optional("bias_hh"), Optional("weight_hr"));
    }
}
