using System.Diagnostics;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Layers;

/// <summary>What a layer reads: either dense rows <c>[steps, batch, width]</c>, or one symbol for each step and row <c>[steps, batch, 1]</c>, which stands for a one-hot row.</summary>
/// <typeparam name="T">The number.</typeparam>
public readonly struct LayerInput<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    /// <summary>Dense rows.</summary>
    public LayerInput(Sequence<T> dense, SequencePacking? packing = null) => (Dense, Packing) = (dense, packing);

    internal LayerInput(Sequence<T> dense, SequencePacking packing, Sequence<T> gradients)
        : this(dense, packing) => Gradients = gradients;

    /// <summary>Symbols from 0 to the layer's input width minus 1.</summary>
    public LayerInput(Sequence<int> symbols, SequencePacking? packing = null)
    {
        Debug.Assert(symbols.Width == 1 && symbols.Stride == 1, "one symbol a row");
        (Symbols, Packing) = (symbols, packing);
    }

    /// <summary>
    /// How the rows lie. A network sets it before its layers see an input; null before. Where it is not full, dense rows and symbols have the shape
    /// <c>[1, places, …]</c>, one row for each place of the packing.
    /// </summary>
    public SequencePacking? Packing { get; }

    /// <summary>The same input with its packing.</summary>
    internal LayerInput<T> With(SequencePacking packing) => IsSymbols ? new(Symbols, packing) : new(Dense, packing);

    /// <summary>Where the gradient of the rows will go, if that is known ahead: a layer that does nothing to its rows gives it on to the layer above.</summary>
    internal Sequence<T> Gradients { get; }

    /// <summary>Rows over all steps.</summary>
    public int Places => Steps * Batch;

    /// <summary>The rows; empty where the input is symbols.</summary>
    public Sequence<T> Dense { get; }

    /// <summary>The symbols; empty where the input is dense.</summary>
    public Sequence<int> Symbols { get; }

    /// <summary>Whether the input is symbols.</summary>
    public bool IsSymbols => !Symbols.IsEmpty;

    /// <summary>Steps, T.</summary>
    public int Steps => IsSymbols ? Symbols.Steps : Dense.Steps;

    /// <summary>Rows at each step, B.</summary>
    public int Batch => IsSymbols ? Symbols.Batch : Dense.Batch;
}
