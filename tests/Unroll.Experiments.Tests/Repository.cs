using System;
using System.IO;

namespace Unroll.Experiments.Tests;

/// <summary>Places around the test: the repository, and the folder of reference data beside it, which need not be there.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string Reference(string path) => Path.Combine(Root, "..", "shared", path);

    static string Find()
    {
        // Where build outputs lie outside the repository, the test's own source file says where it is.
        foreach (var start in new[] { AppContext.BaseDirectory, ThisFile() })
        {
            for (var folder = Path.GetDirectoryName(start); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Unroll.slnx")))
                    return folder;
            }
        }
        return "";
    }

    static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
