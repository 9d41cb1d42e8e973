using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Unroll.Networks.Streaming;
using Unroll.Tasks.Text;

namespace Unroll.Experiments.Text;

/// <summary>Several streams that speak side by side, in one batch. One that has come to its end goes along unheard.</summary>
sealed class TextChoir
{
    readonly TextModel _model;
    readonly GenerationOptions _options;
    readonly TextStreams _streams;
    readonly Voice[] _voices;
    readonly TextSamplers _samplers;
    readonly int[] _symbols;

    public TextChoir(TextModel model, GenerationOptions options, int count)
    {
        (_model, _options) = (model, options);
        _streams = model.Network.Begin(count);
        _voices = [.. Enumerable.Range(0, count).Select(row => new Voice(model.NewSampler(options, checked(options.Stream + row)), model.Vocabulary.CreateDecoder(), new StopText(options.Stop)))];
        _samplers = _streams.With([.. _voices.Select(voice => voice.Sampler)]);
        _symbols = new int[count];
    }

    public IReadOnlyList<GeneratedText> Speak(ReadOnlySpan<int> prompt, IProgress<int>? progress, CancellationToken cancellation)
    {
        for (var i = 0; i < prompt.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Fill(_symbols, prompt[i]);
            foreach (var voice in _voices)
                voice.Sampler.Hear(prompt[i]);
            if (i < prompt.Length - 1)
                _streams.Step(_symbols);
        }
        if (prompt.IsEmpty)
            Array.Fill(_symbols, _model.First);
        for (var spoken = 0; spoken < _options.Length && !Array.TrueForAll(_voices, voice => voice.Stop.HasCome); spoken++)
        {
            cancellation.ThrowIfCancellationRequested();
            Step();
            progress?.Report(spoken + 1);
        }
        return [.. _voices.Select(voice => voice.Finish())];
    }

    void Step()
    {
        _streams.Step(_symbols);
        _samplers.Choose();
        for (var row = 0; row < _voices.Length; row++)
        {
            var voice = _voices[row];
            if (voice.Stop.HasCome)
                continue;
            (_symbols[row], var logProbability) = _samplers.Of(row);
            voice.Stop.Add(new GeneratedPiece(voice.Decoder.Add(_symbols[row]), _symbols[row], logProbability));
            if (voice.Stop.HasCome)
                _samplers.Rest(row);
        }
    }

    sealed record Voice(SymbolSampler Sampler, SymbolText Decoder, StopText Stop)
    {
        public GeneratedText Finish()
        {
            Stop.End();
            var pieces = new List<GeneratedPiece>();
            while (Stop.TryTake(out var piece))
                pieces.Add(piece);
            return new GeneratedText(pieces);
        }
    }
}
