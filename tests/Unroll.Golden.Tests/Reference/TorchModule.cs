namespace Unroll.Golden.Reference;

/// <summary>The arguments of <c>torch.nn.RNN</c>, <c>LSTM</c> or <c>GRU</c>.</summary>
/// <param name="Cell"><c>RNN_TANH</c>, <c>RNN_RELU</c>, <c>LSTM</c> or <c>GRU</c>.</param>
/// <param name="Prefix">What stands before the names of its weights: nothing, or <c>rnn.</c></param>
/// <param name="Hidden">Units, H.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Directions">1 or 2, D.</param>
/// <param name="Projection">Width that h is projected to, P; 0 for none.</param>
sealed record TorchModule(string Cell, string Prefix, int Hidden, int Layers, int Directions, int Projection)
{
    /// <summary>The width of one direction's h: P, or H.</summary>
    public int StateWidth => Projection > 0 ? Projection : Hidden;

    /// <summary>Whether there is a c beside h.</summary>
    public bool HasMemory => Cell == "LSTM";

    /// <summary>The module of a case.</summary>
    public static TorchModule Of(GoldenCase golden)
    {
        golden.RequireKnownArguments();
        return golden.Kind.StartsWith("LM_", System.StringComparison.Ordinal)
            ? new(CellOf(golden.Kind[3..], golden), "rnn.", golden.Whole("hidden"), golden.Whole("layers"), 1, 0)
            : new(CellOf(golden.Kind, golden), "", golden.Argument("hidden_size"), golden.Argument("num_layers"), golden.Switch("bidirectional") ? 2 : 1, golden.Argument("proj_size"));
    }

    static string CellOf(string kind, GoldenCase golden)
    {
        if (kind is not ("RNN" or "RNN_TANH" or "RNN_RELU" or "LSTM" or "GRU"))
            Assert.Fail($"{golden} is of kind '{golden.Kind}', which no test knows");
        return kind == "RNN" ? "RNN_TANH" : kind;   // torch's own default
    }

    /// <summary>The end of the names of one direction's weights.</summary>
    public static string Suffix(int layer, int direction) => direction == 0 ? $"l{layer}" : $"l{layer}_reverse";
}
