using System;
using System.IO;
using Unroll.Experiments.Runs;
using Unroll.Interop.Files;

namespace Unroll.Cli.Commands;

/// <summary>The file that <c>--page</c> names.</summary>
static class PageFile
{
    /// <summary>Refuses a page in no folder: before the work, not after it.</summary>
    public static void RequireFolder(string page, string folder)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(page, folder)) is not { } parent || !Directory.Exists(parent))
            throw new UsageException($"--page got '{page}', whose folder is not there: create the folder, or name a file in one that is.");
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string path, string text)
    {
        try
        {
            WholeFile.WriteText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: the page cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
