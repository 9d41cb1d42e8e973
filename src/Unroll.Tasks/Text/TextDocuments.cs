using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;

namespace Unroll.Tasks.Text;

/// <summary>The documents of a text: one file, the files of a folder in the ordinal order of their paths inside it, or one that was made.</summary>
sealed class TextDocuments
{
    readonly byte[]? _made;
    readonly string[] _paths;
    readonly long[] _lengths;

    TextDocuments(string title, string[] names, string[] paths, long[] lengths, byte[]? made = null) =>
        (Title, Names, _paths, _lengths, _made, Bytes) = (title, names, paths, lengths, made, lengths.Sum());

    /// <summary>The text for people: <c>path 'book.txt'</c>.</summary>
    public string Title { get; }

    /// <summary>The documents for people: the paths of the files.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Bytes of all documents.</summary>
    public long Bytes { get; }

    /// <summary>Finds the documents that the options name.</summary>
    /// <exception cref="TaskOptionsException">There are none.</exception>
    public static TextDocuments Find(TextOptions options)
    {
        if (options.Path.Length == 0)
        {
            return options.Generator is null
                ? throw new TaskOptionsException("path is empty; give the path of a text file or of a folder of them, --set task.path=FILE.")
                : Made(LatinText.Make(options.Length, options.Seed));
        }
        try
        {
            if (Directory.Exists(options.Path))
                return OfFolder(options.Path);
            if (!File.Exists(options.Path))
                throw new TaskOptionsException($"path '{options.Path}' is not there; give the path of a text file or of a folder of them, --set task.path=FILE.");
            return new TextDocuments($"path '{options.Path}'", [options.Path], [options.Path], [new FileInfo(options.Path).Length]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(options.Path, e);
        }
    }

    /// <summary>One document that is in memory.</summary>
    internal static TextDocuments Made(byte[] text) => new("generator 'latin'", ["generated text"], [""], [text.Length], text);

    /// <summary>Opens a document.</summary>
    /// <exception cref="TaskOptionsException">It cannot be read.</exception>
    public Stream Open(int document)
    {
        if (_made is not null)
            return new MemoryStream(_made, writable: false);
        if (_lengths[document] == 0)
            return Stream.Null;   // not opened: a pipe, which has no length either, would wait for a writer
        try
        {
            var stream = new FileStream(_paths[document], new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
            if (stream.CanSeek)
                return stream;
            stream.Dispose();
            throw new TaskOptionsException($"path '{Names[document]}' is no file but a device or a pipe, and a text is read more than once; save it to a file first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Names[document], e);
        }
    }

    /// <summary>What to say of a file that cannot be read.</summary>
    internal static TaskOptionsException Unreadable(string path, Exception cause) => new($"path '{path}' cannot be read: {cause.Message.ReplaceLineEndings(" ")}", cause);

    static TextDocuments OfFolder(string folder)
    {
        var files = new FileSystemEnumerable<(string Path, long Length)>(folder, (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.Length), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName[0] != '.',
            // A link to a folder above it would never end.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName[0] != '.' && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        var sorted = files.Select(file => (Name: Path.GetRelativePath(folder, file.Path).Replace('\\', '/'), file.Path, file.Length)).OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        if (sorted.Length == 0)
            throw new TaskOptionsException($"path '{folder}' is a folder without files; give a text file, or a folder of them, --set task.path=FILE.");
        return new TextDocuments($"path '{folder}'", [.. sorted.Select(file => Path.Combine(folder, file.Name))], [.. sorted.Select(file => file.Path)], [.. sorted.Select(file => file.Length)]);
    }
}
