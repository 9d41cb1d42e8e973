using System;
using System.IO;

namespace Unroll.Contracts.Pages;

/// <summary>A part of a document that tests write: between the marks stands what the code says. <c>UNROLL_UPDATE_DOCS=1</c> writes it anew.</summary>
static class WrittenBlock
{
    /// <summary>Requires that a document of <c>docs</c> says <paramref name="wanted"/> between its marks; skips where there are no docs above the tests.</summary>
    /// <param name="document">Its path below <c>docs</c>.</param>
    /// <param name="mark">What the marks call the part.</param>
    /// <param name="wanted">What must stand there, each line ended.</param>
    /// <param name="start">A new document around the two marks; null where people must write it first.</param>
    public static void Require(string document, string mark, string wanted, Func<string, string, string>? start = null)
    {
        var (begin, end) = ($"<!-- {mark}: written by the tests -->\n", $"<!-- end of {mark} -->\n");
        var docs = Folder();
        Skip.If(docs is null, "The repository's docs are not above the tests.");
        var path = Path.Combine(docs, document);
        if (IsUpdate && start is not null && !File.Exists(path))
            File.WriteAllText(path, start(begin, end));
        Assert.True(File.Exists(path), $"docs/{document} is missing; write one with the marks '{begin.Trim()}' and '{end.Trim()}'.");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (first, last) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        Assert.True(first >= 0 && last > first, $"docs/{document} lacks the marks '{begin.Trim()}' and '{end.Trim()}', each on its line.");
        var updated = page[..(first + begin.Length)] + wanted + page[last..];
        if (IsUpdate)
            File.WriteAllText(path, updated);
        else
            Assert.Equal(updated, page);
    }

    static bool IsUpdate => Environment.GetEnvironmentVariable("UNROLL_UPDATE_DOCS") == "1";

    static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
                return Path.Combine(folder.FullName, "docs");
        }
        return null;
    }
}
