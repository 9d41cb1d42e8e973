using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Unroll.Architecture;

/// <summary>The repository as the tests see it: its rooms, their sources, their assemblies.</summary>
static class House
{
    /// <summary>The rooms in which time, chance and threads are arguments and nothing else.</summary>
    public static readonly string[] Core = ["Unroll.Numerics", "Unroll.Networks", "Unroll.Training", "Unroll.Tasks"];

    /// <summary>The rooms that are published as libraries.</summary>
    public static readonly string[] Libraries = [.. Core, "Unroll.Interop", "Unroll.Mpi", "Unroll.Experiments", "Unroll"];

    /// <summary>All rooms under <c>src/</c>.</summary>
    public static readonly string[] Rooms = [.. Libraries, "Unroll.Cli"];

    /// <summary>The folder that holds Unroll.slnx.</summary>
    public static string Root { get; } = typeof(House).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The compiled room.</summary>
    public static Assembly Load(string room) => Assembly.Load(room switch
    {
        "Unroll.Cli" => "unroll",
        "Unroll" => "Unroll.Library",   // names of assemblies do not tell capitals apart
        _ => room,
    });

    /// <summary>The source files under a folder of the repository, build outputs left out.</summary>
    public static IEnumerable<string> Sources(params string[] folders)
    {
        var folder = Path.Combine([Root, .. folders]);
        return !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(f => !IsBuildOutput(Path.GetRelativePath(Root, f))).Order(StringComparer.Ordinal);
    }

    /// <summary>The path as messages should show it.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    static bool IsBuildOutput(string path) => path.Split('/', '\\').Any(part => part is "bin" or "obj" or "artifacts");
}
