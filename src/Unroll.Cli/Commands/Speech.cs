using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Experiments.Text;
using Unroll.Networks.Translation;

namespace Unroll.Cli.Commands;

/// <summary>Lets a model speak and writes what it says: the prompt first, then the text; or, for programs, JSON.</summary>
sealed class Speech(Terminal terminal, TextModel model, GenerateRequest request)
{
    readonly WorkProgress _progress = new(terminal, "of the text");

    public int Go()
    {
        if (request.Beam is { } width)
            return Search(width);
        return request.Count > 1 ? SpeakMany() : SpeakOne();
    }

    int SpeakOne()
    {
        terminal.StopsPolitely();
        var conversation = model.Begin();
        try
        {
            conversation.Hear(request.Prompt, terminal.Stop);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Stopped;
        }
        var pieces = new List<GeneratedPiece>();
        if (request is { Streams: true, Json: false })
            Write(request.Prompt);
        foreach (var piece in conversation.Speak(request.Options, terminal.Stop))
        {
            if (request.Streams)
                Write(request.Json ? SpeechJson.Of(piece) + "\n" : SpokenLines.Piece(piece.Text, terminal));
            else
                pieces.Add(piece);
            if (!request.Streams)
                _progress.Report((double)pieces.Count / request.Options.Length);   // the text itself shows how far it is
        }
        if (!request.Streams)
            Tell([new GeneratedText(pieces)]);
        else if (!request.Json)
            Write("\n");
        return terminal.Stop.IsCancellationRequested ? ExitCode.Stopped : ExitCode.Fine;
    }

    int SpeakMany()
    {
        terminal.StopsPolitely();
        try
        {
            Tell(model.GenerateMany(request.Prompt, request.Options, request.Count, new Share(_progress, request.Options.Length), terminal.Stop));
            return ExitCode.Fine;
        }
        catch (OperationCanceledException)
        {
            _progress.Finish();
            return ExitCode.Stopped;
        }
    }

    int Search(int width)
    {
        var found = model.Search(request.Prompt, request.Options.Length, new BeamOptions { Width = width, Best = request.Count }, request.Options.Stop);
        if (request.Json)
            Write(SpeechJson.Of(model, request, found) + "\n");
        else
            Write(string.Concat(found.Select((text, i) => Title(i, string.Create(CultureInfo.InvariantCulture, $"log probability {text.LogProbability:F3}")) + request.Prompt + SpokenLines.Piece(text.Text, terminal) + "\n")));
        return ExitCode.Fine;
    }

    void Tell(IReadOnlyList<GeneratedText> texts)
    {
        _progress.Finish();
        if (request.Json)
            Write(SpeechJson.Of(model, request, texts) + "\n");
        else
            Write(string.Concat(texts.Select((text, i) => Title(i, string.Create(CultureInfo.InvariantCulture, $"seed {request.Options.Seed}")) + request.Prompt + SpokenLines.Piece(text.Text, terminal) + "\n")));
    }

    // One text stands alone.
    string Title(int index, string what) => request.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"--- {index + 1} of {request.Count}, {what} ---\n");

    void Write(string text)
    {
        terminal.Output.Write(text);
        terminal.Output.Flush();
    }

    sealed class Share(WorkProgress progress, int length) : IProgress<int>
    {
        public void Report(int value) => progress.Report((double)value / length);
    }
}
