using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Cli.Commands;
using Unroll.Experiments.Text;

namespace Unroll.Cli.Display;

/// <summary>What a model spoke, for programs: one object on one line. The keys are a promise to scripts.</summary>
static class SpeechJson
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One symbol: text, symbol, logProbability.</summary>
    public static string Of(in GeneratedPiece piece)
    {
        var one = piece;
        return Write(json => Piece(json, one));
    }

    /// <summary>run, checkpoint, prompt, seed, texts of text, logProbability and pieces.</summary>
    public static string Of(TextModel model, GenerateRequest request, IReadOnlyList<GeneratedText> texts) => Write(json =>
    {
        Begin(json, model, request);
        json.WriteNumber("seed", request.Options.Seed);
        json.WriteStartArray("texts");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("text", text.Text);
            json.WriteNumber("logProbability", text.LogProbability);
            json.WriteStartArray("pieces");
            foreach (var piece in text.Pieces)
                Piece(json, piece);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>run, checkpoint, prompt, beam, texts of text, logProbability, ended and symbols.</summary>
    public static string Of(TextModel model, GenerateRequest request, IReadOnlyList<BeamText> texts) => Write(json =>
    {
        Begin(json, model, request);
        json.WriteNumber("beam", request.Beam ?? 1);
        json.WriteStartArray("texts");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("text", text.Text);
            json.WriteNumber("logProbability", text.LogProbability);
            json.WriteBoolean("ended", text.IsEnded);
            json.WriteStartArray("symbols");
            foreach (var symbol in text.Symbols)
                json.WriteNumberValue(symbol);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    static void Begin(Utf8JsonWriter json, TextModel model, GenerateRequest request)
    {
        json.WriteStartObject();
        json.WriteString("run", request.Run);
        json.WriteString("checkpoint", Path.GetFileName(model.Checkpoint));
        json.WriteString("prompt", request.Prompt);
    }

    static void Piece(Utf8JsonWriter json, in GeneratedPiece piece)
    {
        json.WriteStartObject();
        json.WriteString("text", piece.Text);
        json.WriteNumber("symbol", piece.Symbol);
        json.WriteNumber("logProbability", piece.LogProbability);
        json.WriteEndObject();
    }

    static string Write(Action<Utf8JsonWriter> content)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_options))
            content(json);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
