using System;
using System.IO;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>Where a recipe's text comes from: built in, or a file of the user's.</summary>
/// <param name="Label">How errors name it: <c>recipes/parity.json</c>, or the user's path.</param>
/// <param name="Path">Path in its place, with forward slashes for a built-in.</param>
/// <param name="BuiltIn">Whether it is built in.</param>
sealed record RecipeSource(string Label, string Path, bool BuiltIn)
{
    const int MostBytes = 4 * 1024 * 1024;

    static readonly Assembly Home = typeof(RecipeSource).Assembly;

    /// <summary>What a person or an <c>extends</c> refers to. A path is anything with a separator or ending in .json; relative to <paramref name="from"/> where that is given.</summary>
    public static RecipeSource Find(string reference, RecipeSource? from)
    {
        if (!IsPath(reference))
            return FindByName(reference, from);
        if (from is { BuiltIn: true })
            return BuiltInAt(Combine(from.Path, reference), reference, from);
        var folder = from is null ? "" : System.IO.Path.GetDirectoryName(from.Path) ?? "";
        var path = System.IO.Path.Combine(folder, reference);
        if (Directory.Exists(path))
            throw Folder(path, from);
        if (!File.Exists(path))
            throw new RecipeException($"{Prefix(from)}recipe file '{path}' is not there. Built-in recipes are called by name, for example 'parity'.");
        return new RecipeSource(path, path, BuiltIn: false);
    }

    /// <summary>The text as a tree; comments and trailing commas are allowed, a key given twice is not.</summary>
    public JsonObject Load()
    {
        try
        {
            return ParseText(ReadBytes(), Label);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{Label}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Text in UTF-8 as a tree; comments and trailing commas are allowed, a key given twice is not. Says where it is broken in one line that begins with the label.</summary>
    public static JsonObject ParseText(byte[] bytes, string label)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32, AllowDuplicateProperties = false };
            return JsonNode.Parse(WithoutMark(bytes, label), documentOptions: options) as JsonObject
                ?? throw new RecipeException($"{label}: a recipe is a JSON object, which begins with '{{'.");
        }
        catch (JsonException e)
        {
            throw new RecipeException($"{label}: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}: {FirstSentence(e.Message)}", e);
        }
    }

    byte[] ReadBytes()
    {
        using var stream = BuiltIn ? Home.GetManifestResourceStream(Path)! : File.OpenRead(Path);
        if (stream.CanSeek && stream.Length > MostBytes)
            throw new RecipeException($"{Label}: has {stream.Length} bytes; a recipe has at most {MostBytes}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    // Some editors begin a file with a byte order mark; JSON has none.
    static ReadOnlySpan<byte> WithoutMark(byte[] bytes, string label)
    {
        ReadOnlySpan<byte> text = bytes;
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new RecipeException($"{label}: is text in UTF-16; save it as UTF-8.");
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            text = text[3..];
        return text.IndexOfAnyExcept(" \t\r\n"u8) >= 0 ? text : throw new RecipeException($"{label}: is empty; a recipe is a JSON object, for example {{ \"extends\": \"parity\" }}.");
    }

    static RecipeSource FindByName(string name, RecipeSource? from)
    {
        var path = $"recipes/{name}.json";
        if (Home.GetManifestResourceInfo(path) is not null)
            return new RecipeSource(path, path, BuiltIn: true);
        if (from is null && Directory.Exists(name))
            throw Folder(name, from);
        var nearest = NearestName.Of(name, RecipeCatalog.Names);
        var question = nearest is null ? "" : $"Did you mean '{nearest}'? ";
        throw new RecipeException($"{Prefix(from)}recipe '{name}' is not known. {question}'unroll recipes' lists them; a file of your own is given by its path, for example ./{name}.json.");
    }

    static RecipeException Folder(string path, RecipeSource? from) =>
        new($"{Prefix(from)}recipe '{path}' is a folder; a recipe is a name from 'unroll recipes', or a path to a .json file.");

    static RecipeSource BuiltInAt(string path, string reference, RecipeSource from) => Home.GetManifestResourceInfo(path) is not null
        ? new RecipeSource(path, path, BuiltIn: true)
        : throw new RecipeException($"{Prefix(from)}extends '{reference}' is not a built-in recipe.");

    static bool IsPath(string reference) => reference.Contains('/', StringComparison.Ordinal) || reference.Contains('\\', StringComparison.Ordinal) || reference.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    static string Combine(string from, string reference) => from[..(from.LastIndexOf('/') + 1)] + reference;

    static string Prefix(RecipeSource? from) => from is null ? "" : from.Label + ": ";

    static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0)
            end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).ReplaceLineEndings(" ");
    }
}
