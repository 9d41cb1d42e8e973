using System;
using System.Collections.Generic;
using System.Threading;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Random;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Text;

/// <summary>
/// One stream of a text model that hears and speaks in turns: what was heard and what was spoken is all read on from. Not for several threads at once.
/// </summary>
public sealed class TextConversation
{
    const int LongestWindow = 1_000_000;   // of a repetition penalty

    readonly TextModel _model;
    readonly TextStreams _stream;
    readonly List<int> _heard = [];   // and spoken, lately
    SymbolSampler? _sampler;
    GenerationOptions? _options;      // those that the sampler is of
    SymbolText _decoder;              // of what is spoken: a turn may end inside a character that the next one ends
    int _next = -1;                   // the symbol that is read next; -1 at the beginning of a document

    internal TextConversation(TextModel model)
    {
        _model = model;
        _stream = model.Network.Begin(1);
        _decoder = model.Vocabulary.CreateDecoder();
    }

    /// <summary>Begins a new document: everything is forgotten, the random numbers begin anew.</summary>
    public void Reset()
    {
        _stream.Reset();
        _heard.Clear();
        (_sampler, _options, _next, _decoder) = (null, null, -1, _model.Vocabulary.CreateDecoder());
    }

    /// <summary>Hears a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Ends it after the symbol at hand; what was heard by then stays heard.</param>
    /// <exception cref="FormatException">A character has no symbol; one line. Nothing was heard.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Hear(string text, CancellationToken cancellation = default)
    {
        var symbols = _model.Vocabulary.Encode(text);
        if (symbols.Length > 0)
            _decoder = _model.Vocabulary.CreateDecoder();   // what was left of a character is not gone on with
        foreach (var symbol in symbols)
        {
            cancellation.ThrowIfCancellationRequested();
            Hear(symbol);
        }
    }

    /// <summary>Hears a symbol.</summary>
    internal void Hear(int symbol)
    {
        if (_next >= 0)
            _stream.Step([_next]);
        _next = symbol;
        Remember(symbol);
        _sampler?.Hear(symbol);
    }

    // No window looks back further.
    void Remember(int symbol)
    {
        if (_heard.Count == 2 * LongestWindow)
            _heard.RemoveRange(0, LongestWindow);
        _heard.Add(symbol);
    }

    /// <summary>Speaks. Where nothing was heard yet, the document begins: <see cref="TextModel.First"/> is read and not spoken.</summary>
    /// <param name="options">How. The random numbers go on from call to call as long as the same options are given, else they begin anew.</param>
    /// <param name="cancellation">Ends it after the symbol at hand.</param>
    /// <exception cref="InvalidOperationException">The network writes what is not a number.</exception>
    public IEnumerable<GeneratedPiece> Speak(GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SpeakOn(options, cancellation);
    }

    IEnumerable<GeneratedPiece> SpeakOn(GenerationOptions options, CancellationToken cancellation)
    {
        var sampler = SamplerOf(options);
        var stop = new StopText(options.Stop);
        for (var spoken = 0; spoken < options.Length && !stop.HasCome && !cancellation.IsCancellationRequested; spoken++)
        {
            stop.Add(SpeakOne(sampler));
            while (stop.TryTake(out var piece))
                yield return piece;
        }
        stop.End();
        while (stop.TryTake(out var piece))
            yield return piece;
    }

    GeneratedPiece SpeakOne(SymbolSampler sampler)
    {
        _stream.Step([_next < 0 ? _model.First : _next]);
        _next = _stream.Choose(sampler, 0, out var logProbability);
        Remember(_next);
        return new GeneratedPiece(_decoder.Add(_next), _next, logProbability);
    }

    SymbolSampler SamplerOf(GenerationOptions options)
    {
        if (_sampler is not null && _options == options)
            return _sampler;
        (_options, _sampler) = (options, _model.NewSampler(options, options.Stream));
        foreach (var symbol in _heard)
            _sampler.Hear(symbol);
        return _sampler;
    }
}
