using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Tasks.Text;

/// <summary>Vocabularies as JSON: <c>{"kind":"characters","unknown":false,"characters":"abc"}</c>, <c>{"kind":"bytes"}</c>, <c>{"kind":"bytePairs","joins":[116,104,256,101]}</c>.</summary>
static class VocabularyJson
{
    // 65,536 joins of two numbers of five digits are under 0.8 million characters.
    const int MostLength = 4_000_000;

    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A vocabulary as JSON of one line.</summary>
    public static string Write(Vocabulary vocabulary)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", vocabulary.Kind);
            if (vocabulary is CharacterVocabulary characters)
            {
                writer.WriteBoolean("unknown", characters.Unknown is not null);
                writer.WriteString("characters", string.Concat(characters.Characters));
            }
            if (vocabulary is BytePairVocabulary pairs)
                WriteJoins(writer, pairs);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    /// <exception cref="FormatException">It is no vocabulary; one line.</exception>
    public static Vocabulary Parse(string json, string source)
    {
        try
        {
            if (json.Length > MostLength)
                throw new FormatException($"it has {json.Length} characters, and none has over {MostLength}");
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw Refusal(source, $"no JSON, at character {e.BytePositionInLine.GetValueOrDefault() + 1} of line {e.LineNumber.GetValueOrDefault() + 1}", e);
        }
        catch (InvalidOperationException e)
        {
            throw Refusal(source, "it has text that is no text: half of a surrogate pair", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw Refusal(source, (e as ArgumentException)?.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message, e);
        }
    }

    static void WriteJoins(Utf8JsonWriter writer, BytePairVocabulary pairs)
    {
        writer.WriteStartArray("joins");
        foreach (var (left, right) in pairs.Joins)
        {
            writer.WriteNumberValue(left);
            writer.WriteNumberValue(right);
        }
        writer.WriteEndArray();
    }

    static Vocabulary Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is no object");
        var kind = TextOf(root, "kind");
        var (keys, read) = kind switch
        {
            "characters" => ((string[])["characters", "kind", "unknown"], (Func<JsonElement, Vocabulary>)ReadCharacters),
            "bytes" => (["kind"], _ => new ByteVocabulary()),
            "bytePairs" => (["joins", "kind"], ReadJoins),
            _ => throw new FormatException($"its kind is {Shown(kind)}; characters, bytes and bytePairs are known"),
        };
        if (root.EnumerateObject().Select(one => one.Name).FirstOrDefault(name => !keys.Contains(name)) is { } strange)
            throw new FormatException($"it has {Shown(strange)}, which is not known");
        return read(root);
    }

    static CharacterVocabulary ReadCharacters(JsonElement root)
    {
        if (!root.TryGetProperty("unknown", out var unknown) || unknown.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw new FormatException("'unknown' must be true or false");
        Rune[] characters = [.. TextOf(root, "characters").EnumerateRunes()];
        for (var i = 1; i < characters.Length; i++)
        {
            if (characters[i] <= characters[i - 1])
                throw new FormatException($"character {i + 1} of 'characters' is {CharacterVocabulary.NameOf(characters[i])}, which must come before the one before it, in the order of their numbers and each once");
        }
        return new CharacterVocabulary(characters, unknown.GetBoolean());
    }

    static BytePairVocabulary ReadJoins(JsonElement root)
    {
        if (!root.TryGetProperty("joins", out var joins) || joins.ValueKind != JsonValueKind.Array || joins.GetArrayLength() % 2 != 0)
            throw new FormatException("'joins' must be a list of pairs of numbers");
        var numbers = new List<int>(joins.GetArrayLength());
        foreach (var number in joins.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var symbol))
                throw new FormatException($"number {numbers.Count + 1} of 'joins' is {Shown(number.GetRawText())}, which is no symbol");
            numbers.Add(symbol);
        }
        return BytePairVocabulary.Of(Enumerable.Range(0, numbers.Count / 2).Select(i => (numbers[2 * i], numbers[2 * i + 1])));
    }

    static string TextOf(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            throw new FormatException($"'{name}' must be text");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"'{name}' has half of a surrogate pair");
        }
    }

    // What a stranger wrote may be long, or have line ends in it.
    static string Shown(string text) => "'" + string.Concat(text.EnumerateRunes().Take(20).Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString())) + (text.Length > 20 ? "…'" : "'");

    static FormatException Refusal(string source, string what, Exception inner) => new($"{source}: not a vocabulary of Unroll: {what}; take the file of the run again, or train anew.", inner);
}
