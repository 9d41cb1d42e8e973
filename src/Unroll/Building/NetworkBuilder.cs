using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;

namespace Unroll;

/// <summary>
/// Puts a network together, layer by layer: <c>NetworkBuilder&lt;float&gt;.Of(inputs: 12).Recurrent("lstm", 64).Dense(9).Build(seed: 1)</c>.
/// The parameters of layer i are named <c>layers.i.…</c>. What a layer cannot be is refused when it is added, by name.
/// </summary>
/// <typeparam name="T">The number: float or double.</typeparam>
public sealed class NetworkBuilder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly List<BuilderStep<T>> _steps = [];
    readonly int _inputs;
    readonly bool _readsSymbols;
    int _width;

    NetworkBuilder(int inputs, bool readsSymbols)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        (_inputs, _width, _readsSymbols) = (inputs, inputs, readsSymbols);
    }

    /// <summary>A network that reads so many numbers at each step.</summary>
    public static NetworkBuilder<T> Of(int inputs) => new(inputs, readsSymbols: false);

    /// <summary>A network that reads one symbol at each step, from 0 to <paramref name="count"/> − 1. Its first layer is an embedding, or a recurrent layer that reads the symbol as a one-hot row.</summary>
    public static NetworkBuilder<T> OfSymbols(int count) => new(count, readsSymbols: true);

    /// <summary>Numbers written at each step so far.</summary>
    public int OutputWidth => _width;

    /// <summary>Adds a recurrent layer that walks from the first step to the last.</summary>
    /// <param name="cell">A name of <see cref="Networks.Cells.CellCatalog"/>, for example <c>lstm</c> or <c>gru</c>.</param>
    /// <param name="hidden">Units, at least 1.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    /// <exception cref="ArgumentException">The cell is not known, or the options do not fit it.</exception>
    public NetworkBuilder<T> Recurrent(string cell, int hidden, RecurrentOptions? options = null) =>
        Add(cell, (plan, name, width) => new RecurrentLayer<T>(plan, name, cell, width, hidden, options));

    /// <summary>Adds two recurrent layers over the same steps, the second walking each sequence from its own end to its start.</summary>
    /// <param name="cell">A name of <see cref="Networks.Cells.CellCatalog"/>.</param>
    /// <param name="hidden">Units of each direction, at least 1.</param>
    /// <param name="merge">What is made of the two outputs; side by side unless set.</param>
    /// <param name="options">Choices of both directions; the defaults where null.</param>
    /// <exception cref="ArgumentException">The cell is not known, or the options do not fit it.</exception>
    public NetworkBuilder<T> Bidirectional(string cell, int hidden, Merge merge = Merge.Concatenate, RecurrentOptions? options = null) =>
        Add("bidirectional " + cell, (plan, name, width) => new BidirectionalLayer<T>(plan, name, cell, width, hidden, merge, options));

    /// <summary>Makes one step of each sequence: its last one, the mean or the largest of each number. What comes after answers once for a sequence.</summary>
    /// <param name="pooling">What stands for the sequence.</param>
    public NetworkBuilder<T> Pool(Pooling pooling = Pooling.Last) => Add("pool", (_, _, width) => new PoolLayer<T>(width, pooling));

    /// <summary>Adds y = x W + b at every step.</summary>
    /// <param name="outputs">Numbers written at each step, at least 1: one for each class before a cross-entropy.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    public NetworkBuilder<T> Dense(int outputs, DenseOptions? options = null) =>
        Add("dense", (plan, name, width) => new DenseLayer<T>(plan, name, width, outputs, options));

    /// <summary>Adds a layer of your own. It must read what the layer before it writes.</summary>
    /// <param name="create">Makes the layer from the network's plan, its name (<c>layers.i</c>) and the width that it reads; called once when it is added and once for each <see cref="Build"/>.</param>
    /// <exception cref="ArgumentException">The layer reads another width; the message names the layer, what it reads and what it gets.</exception>
    public NetworkBuilder<T> Layer(Func<ParameterPlan, string, int, ILayer<T>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return Add("own", create);
    }

    /// <summary>Makes the network and draws its first weights.</summary>
    /// <param name="seed">The same seed gives the same weights, to the bit.</param>
    /// <exception cref="InvalidOperationException">No layer was added.</exception>
    /// <exception cref="InsufficientMemoryException">The network is larger than what can be had.</exception>
    public Network<T> Build(ulong seed)
    {
        if (_steps.Count == 0)
            throw new InvalidOperationException("The network has no layer yet; add at least one before Build.");
        var plan = new ParameterPlan();
        var layers = new ILayer<T>[_steps.Count];
        var width = _inputs;
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = _steps[i].Create(plan, NameOf(i), width);
            width = layers[i].OutputWidth;
        }
        var network = new Network<T>(plan, layers);
        network.Initialize(new RandomStream(seed));
        return network;
    }

    // Made once on a plan of its own, so that a layer that cannot be is refused in the line that adds it.
    NetworkBuilder<T> Add(string kind, Func<ParameterPlan, string, int, ILayer<T>> create)
    {
        var title = $"Layer '{NameOf(_steps.Count)}' ({kind})";
        var layer = Make(title, create) ?? throw new ArgumentException($"{title} is null; give a layer.", nameof(create));
        var reads = _steps.Count == 0 && _readsSymbols ? InputKinds.Symbols : InputKinds.Numbers;
        if ((layer.Reads & reads) == 0)
            throw new ArgumentException($"{title} reads {(reads == InputKinds.Symbols ? "numbers, but gets symbols; begin with an embedding or a recurrent layer" : "symbols, but gets numbers; put it first, after OfSymbols")}.", nameof(create));
        if (layer.InputWidth != _width)
            throw new ArgumentException($"{title} reads width {layer.InputWidth}, but {(_steps.Count == 0 ? "the network" : $"layer '{NameOf(_steps.Count - 1)}' ({_steps[^1].Kind})")} gives width {_width}; make them equal.", nameof(create));
        _steps.Add(new BuilderStep<T>(kind, create));
        _width = layer.OutputWidth;
        return this;
    }

    ILayer<T>? Make(string title, Func<ParameterPlan, string, int, ILayer<T>> create)
    {
        try
        {
            return create(new ParameterPlan(), NameOf(_steps.Count), _width);
        }
        catch (ArgumentException e)
        {
            var message = e.Message.Replace("\r", "", StringComparison.Ordinal).Replace('\n', ' ');
            throw new ArgumentException($"{title} after width {_width}: {message}", e);
        }
    }

    static string NameOf(int layer) => FormattableString.Invariant($"layers.{layer}");
}
