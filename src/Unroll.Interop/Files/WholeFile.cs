using System;
using System.IO;
using System.Text;

namespace Unroll.Interop.Files;

/// <summary>
/// Writes files whole or not at all: into a temporary file of the same folder, flushed to the disk, then renamed over the old one.
/// Whoever reads the path, at any moment and after a crash, finds the old file or the new one, never a part.
/// </summary>
/// <remarks>A process killed in between leaves its temporary file (<c>.unroll-….tmp</c>) behind; it may be deleted.</remarks>
public static class WholeFile
{
    /// <summary>Writes what <paramref name="content"/> puts into the stream.</summary>
    /// <param name="path">The file to make or to replace; its folder must be there.</param>
    /// <param name="content">Writes the content; if it throws, the temporary is removed and the old file stays.</param>
    /// <exception cref="IOException">The folder is not there, the disk is full, or the path names a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static void Write(string path, Action<Stream> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        var full = Path.GetFullPath(path);
        // Told apart before any work: a rename onto a folder gives different errors on different systems.
        if (Directory.Exists(full))
            throw new IOException($"{path} is a folder; a file was to be written there. Name another path.");
        // Short, so that a long name of the file itself cannot make the temporary's name too long.
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".unroll-{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (DirectoryNotFoundException e) when (!Directory.Exists(folder))
        {
            // The system's own message names the temporary file, which nobody asked for.
            throw new DirectoryNotFoundException($"{path}: there is no folder {folder} to write it to. Make it first, or name another path.", e);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    // The error that led here matters more than one met while clearing up.
    static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
