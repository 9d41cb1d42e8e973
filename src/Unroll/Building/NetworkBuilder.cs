using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Translation;
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
    readonly string _name;   // what the layers' names begin with
    NetworkDraft<T>? _draft;   // of the steps so far; null where it must be made anew

    NetworkBuilder(int inputs, bool readsSymbols, string name = "layers")
    {
        if (inputs <= 0)
            throw new ArgumentOutOfRangeException(nameof(inputs), $"A network that reads {inputs} {(readsSymbols ? "symbols" : "numbers a step")} was asked for; give at least 1.");
        (_inputs, OutputWidth, _readsSymbols, _name) = (inputs, inputs, readsSymbols, name);
    }

    /// <summary>A network that reads so many numbers at each step.</summary>
    public static NetworkBuilder<T> Of(int inputs) => new(inputs, readsSymbols: false);

    /// <summary>A network that reads one symbol at each step, from 0 to <paramref name="count"/> − 1. Its first layer is an embedding, or a recurrent layer that reads the symbol as a one-hot row.</summary>
    public static NetworkBuilder<T> OfSymbols(int count) => new(count, readsSymbols: true);

    /// <summary>Numbers written at each step so far.</summary>
    public int OutputWidth { get; private set; }

    /// <summary>Adds a recurrent layer that walks from the first step to the last.</summary>
    /// <param name="cell">A name of <see cref="Networks.Cells.CellCatalog"/>, for example <c>lstm</c> or <c>gru</c>.</param>
    /// <param name="hidden">Units, at least 1.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    /// <exception cref="ArgumentException">The cell is not known, or the options do not fit it.</exception>
    public NetworkBuilder<T> Recurrent(string cell, int hidden, RecurrentOptions? options = null) =>
        Add(cell, draft => new RecurrentLayer<T>(draft.Plan, draft.NextName, cell, draft.Width, hidden, options));

    /// <summary>Adds two recurrent layers over the same steps, the second walking each sequence from its own end to its start.</summary>
    /// <param name="cell">A name of <see cref="Networks.Cells.CellCatalog"/>.</param>
    /// <param name="hidden">Units of each direction, at least 1.</param>
    /// <param name="merge">What is made of the two outputs; side by side unless set.</param>
    /// <param name="options">Choices of both directions; the defaults where null.</param>
    /// <exception cref="ArgumentException">The cell is not known, or the options do not fit it.</exception>
    public NetworkBuilder<T> Bidirectional(string cell, int hidden, Merge merge = Merge.Concatenate, RecurrentOptions? options = null) =>
        Add("bidirectional " + cell, draft => new BidirectionalLayer<T>(draft.Plan, draft.NextName, cell, draft.Width, hidden, merge, options));

    /// <summary>Makes one step of each sequence: its last one, the mean or the largest of each number. What comes after answers once for a sequence.</summary>
    /// <param name="pooling">What stands for the sequence.</param>
    public NetworkBuilder<T> Pool(Pooling pooling = Pooling.Last) => Add("pool", draft => new PoolLayer<T>(draft.Width, pooling));

    /// <summary>Adds a recurrent layer that walks each sequence from its own end to its start.</summary>
    /// <inheritdoc cref="Recurrent" path="/param"/>
    /// <inheritdoc cref="Recurrent" path="/exception"/>
    public NetworkBuilder<T> Reversed(string cell, int hidden, RecurrentOptions? options = null) =>
        Add("reversed " + cell, draft => new ReversedLayer<T>(draft.Plan, draft.NextName, cell, draft.Width, hidden, options));

    /// <summary>Adds y = x + recurrent(x): a recurrent layer of as many units as it reads numbers, with a connection past it.</summary>
    /// <param name="cell">A name of <see cref="Networks.Cells.CellCatalog"/>.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    /// <exception cref="ArgumentException">The cell is not known, or the options do not fit it.</exception>
    public NetworkBuilder<T> Residual(string cell, RecurrentOptions? options = null) =>
        Add("residual " + cell, draft => new ResidualLayer<T>(new RecurrentLayer<T>(draft.Plan, draft.NextName, cell, draft.Width, draft.Width, options)));

    /// <summary>Adds a row of numbers for each symbol; the first layer after <see cref="OfSymbols"/>.</summary>
    /// <param name="width">Numbers of a row, at least 1.</param>
    /// <param name="paddingSymbol">The symbol whose row stays zero; none where null.</param>
    /// <param name="dropout">Share of the symbols that in training are zero wherever they stand in a batch: from 0 to below 1.</param>
    public NetworkBuilder<T> Embedding(int width, int? paddingSymbol = null, double dropout = 0) =>
        Add("embedding", draft => new EmbeddingLayer<T>(draft.Plan, draft.NextName, draft.Width, width, paddingSymbol, dropout));

    /// <summary>Adds dropout: in training a share of the numbers becomes zero; in use nothing happens.</summary>
    /// <param name="share">From 0 to below 1.</param>
    /// <param name="alikeAtAllSteps">Whether a sequence loses the same numbers at all of its steps.</param>
    public NetworkBuilder<T> Dropout(double share, bool alikeAtAllSteps = false) =>
        Add("dropout", draft => new DropoutLayer<T>(draft.Width, share, alikeAtAllSteps));

    /// <summary>Adds layer normalisation: each row is brought to mean 0 and variance 1, with a learnt gain and bias.</summary>
    public NetworkBuilder<T> Normalization() => Add("normalization", draft => new NormalizationLayer<T>(draft.Plan, draft.NextName, draft.Width));

    /// <summary>Makes a sequence of the one step that each row has after <see cref="Pool"/>.</summary>
    /// <param name="steps">Steps written, at least 1.</param>
    /// <param name="kind">What comes after the first.</param>
    public NetworkBuilder<T> Repeat(int steps, RepeatKind kind = RepeatKind.Same) => Add("repeat", draft => new RepeatLayer<T>(draft.Width, steps, kind));

    /// <summary>
    /// Adds a closed loop: layers that write as many numbers as they read, and after the first steps read what they wrote at the step before instead of the input.
    /// A vector, made a sequence by <see cref="Repeat"/>, so becomes one of the network's own making. The parameters of inner layer j of layer i are named <c>layers.i.j.…</c>.
    /// </summary>
    /// <param name="layers">Adds the inner layers to a builder that reads what is read here.</param>
    /// <param name="given">First steps of each sequence that are read from the input, at least 1.</param>
    /// <exception cref="ArgumentException">No layer was added, the last one does not write as many numbers as the first one reads, or one needs whole sequences.</exception>
    public NetworkBuilder<T> Feedback(Action<NetworkBuilder<T>> layers, int given = 1)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var inner = new NetworkBuilder<T>(OutputWidth, readsSymbols: false, FormattableString.Invariant($"{_name}.{_steps.Count}"));
        layers(inner);
        BuilderStep<T>[] steps = [.. inner._steps];
        return Add("feedback", draft => new FeedbackLayer<T>(draft.Plan, plan => NetworkDraft<T>.Of(steps, draft.Width, plan, draft.NextName).Layers, given));
    }

    /// <summary>Adds a dense layer to all symbols whose weights are the embedding's table.</summary>
    /// <exception cref="ArgumentException">The network does not begin with <see cref="Embedding"/>, or its rows are not as wide as what is read here.</exception>
    public NetworkBuilder<T> TiedDense() => Add("tied dense", draft => draft.First is EmbeddingLayer<T> embedding
        ? new TiedDenseLayer<T>(draft.Plan, draft.NextName, embedding)
        : throw new ArgumentException("the network does not begin with an embedding to be tied to; call Embedding first."));

    /// <summary>Adds y = x W + b at every step.</summary>
    /// <param name="outputs">Numbers written at each step, at least 1: one for each class before a cross-entropy.</param>
    /// <param name="options">Choices; the defaults where null.</param>
    public NetworkBuilder<T> Dense(int outputs, DenseOptions? options = null) =>
        Add("dense", draft => new DenseLayer<T>(draft.Plan, draft.NextName, draft.Width, outputs, options));

    /// <summary>Adds a layer of your own. It must read what the layer before it writes.</summary>
    /// <param name="create">Makes the layer from the network's plan, its name (<c>layers.i</c>) and the width that it reads; called anew for each network that is built.</param>
    /// <exception cref="ArgumentException">The layer reads another width; the message names the layer, what it reads and what it gets.</exception>
    public NetworkBuilder<T> Layer(Func<ParameterPlan, string, int, ILayer<T>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return Add("own", draft => create(draft.Plan, draft.NextName, draft.Width));
    }

    /// <summary>Makes the network and draws its first weights.</summary>
    /// <param name="seed">The same seed gives the same weights, to the bit.</param>
    /// <exception cref="InvalidOperationException">No layer was added.</exception>
    /// <exception cref="InsufficientMemoryException">The network is larger than what can be had.</exception>
    public Network<T> Build(ulong seed)
    {
        if (_steps.Count == 0)
            throw new InvalidOperationException("The network has no layer yet; add at least one before Build.");
        var draft = _draft ?? NetworkDraft<T>.Of(_steps, _inputs, new ParameterPlan(), _name);
        _draft = null;   // its layers belong to the network now
        var network = draft.Finish();
        network.Initialize(new RandomStream(seed));
        return network;
    }

    /// <summary>
    /// Makes an encoder-decoder of these layers and those of a decoder, and draws its first weights: the states that the recurrent layers here end with are those that the decoder's recurrent layers start from.
    /// The parameters of layer i are named <c>encoder.i.…</c> and <c>decoder.i.…</c>.
    /// </summary>
    /// <param name="decoder">A builder of as many recurrent layers, of the same cells and sizes; where both directions are read here, of the units of both together.</param>
    /// <param name="seed">The same seed gives the same weights, to the bit.</param>
    /// <exception cref="ArgumentException">The layers do not fit together; the message names them.</exception>
    /// <exception cref="InvalidOperationException">No layer was added to one of them.</exception>
    public EncoderDecoder<T> BuildWithDecoder(NetworkBuilder<T> decoder, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        if (_steps.Count == 0 || decoder._steps.Count == 0)
            throw new InvalidOperationException($"The {(_steps.Count == 0 ? "encoder" : "decoder")} has no layer yet; add at least one before BuildWithDecoder.");
        var plan = new ParameterPlan();
        var model = new EncoderDecoder<T>(plan, NetworkDraft<T>.Of(_steps, _inputs, plan, "encoder").Layers, NetworkDraft<T>.Of(decoder._steps, decoder._inputs, plan, "decoder").Layers);
        model.Initialize(new RandomStream(seed));
        return model;
    }

    // The layer is made at once, so that one that cannot be is refused in the line that adds it.
    NetworkBuilder<T> Add(string kind, Func<NetworkDraft<T>, ILayer<T>> create)
    {
        var draft = _draft ?? NetworkDraft<T>.Of(_steps, _inputs, new ParameterPlan(), _name);
        _draft = null;   // what a layer that is refused has planned would be in the way of the next one
        var title = $"Layer '{draft.NextName}' ({kind})";
        var layer = Make(title, create, draft) ?? throw new ArgumentException($"{title} is null; give a layer.", nameof(create));
        var reads = _steps.Count == 0 && _readsSymbols ? InputKinds.Symbols : InputKinds.Numbers;
        if ((layer.Reads & reads) == 0)
            throw new ArgumentException($"{title} reads {(reads == InputKinds.Symbols ? "numbers, but gets symbols; begin with an embedding or a recurrent layer" : "symbols, but gets numbers; put it first, after OfSymbols")}.", nameof(create));
        if (layer.InputWidth != draft.Width)
            throw new ArgumentException($"{title} reads width {layer.InputWidth}, but {(_steps.Count == 0 ? "the network" : $"layer '{_name}.{_steps.Count - 1}' ({_steps[^1].Kind})")} gives width {draft.Width}; make them equal.", nameof(create));
        draft.Add(layer);
        _steps.Add(new BuilderStep<T>(kind, create));
        (_draft, OutputWidth) = (draft, layer.OutputWidth);
        return this;
    }

    static ILayer<T>? Make(string title, Func<NetworkDraft<T>, ILayer<T>> create, NetworkDraft<T> draft)
    {
        try
        {
            return create(draft);
        }
        catch (ArgumentException e)
        {
            var message = e.Message.Replace("\r", "", StringComparison.Ordinal).Replace('\n', ' ');
            // A layer that named itself need not be named twice.
            var itself = $"Layer '{draft.NextName}': ";
            message = message.StartsWith(itself, StringComparison.Ordinal) ? message[itself.Length..] : message;
            throw new ArgumentException($"{title} after width {draft.Width}: {message}", e);
        }
    }
}
