using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Unroll.Golden;

/// <summary>Where the cases computed by PyTorch lie: <c>../shared/goldens/torch</c> beside the repository, and the folder that <c>UNROLL_GOLDENS</c> names.</summary>
static class GoldenFolders
{
    /// <summary>What a test says when the public cases are not there.</summary>
    public const string Absent = "The golden files (../shared/goldens/torch beside the repository) are not here.";

    /// <summary>What a test says when no folder was given.</summary>
    public const string NotGiven = "Set UNROLL_GOLDENS to a folder of further cases to have them checked.";

    /// <summary>The public cases' folder, or null.</summary>
    public static string? Public
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
                    return Existing(Path.Combine(folder.FullName, "..", "shared", "goldens", "torch"));
            }
            return Existing(Path.Combine(Environment.CurrentDirectory, "..", "shared", "goldens", "torch"));
        }
    }

    static string? Existing(string folder) => Directory.Exists(folder) ? Path.GetFullPath(folder) : null;

    /// <summary>The folder of <c>UNROLL_GOLDENS</c> (or its <c>torch</c> folder), or null where the variable is not set.</summary>
    /// <exception cref="DirectoryNotFoundException">The variable names no folder.</exception>
    public static string? Given
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("UNROLL_GOLDENS");
            if (string.IsNullOrEmpty(folder))
                return null;
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"UNROLL_GOLDENS is '{folder}', which is no folder.");
            return Existing(Path.Combine(folder, "torch")) ?? folder;
        }
    }

    /// <summary>The cases of a folder by name, in order: every description but the index.</summary>
    public static IReadOnlyList<string> CasesOf(string? folder) => folder is null
        ? []
        : [.. Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!).Where(name => name != "index").Order(StringComparer.Ordinal)];
}
