using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Unroll.Cli.Tests;

/// <summary>Texts that people read are kept as files beside the tests; UNROLL_UPDATE_SNAPSHOTS=1 writes them anew, for a person to look at.</summary>
static class Snapshot
{
    static readonly string s_folder = typeof(Snapshot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SnapshotFolder").Value!;

    /// <summary>Holds a text against its file.</summary>
    public static void Match(string name, string actual)
    {
        var file = Path.Combine(s_folder, name + ".txt");
        var text = string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
        if (Environment.GetEnvironmentVariable("UNROLL_UPDATE_SNAPSHOTS") is "1")
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file), $"Snapshots/{name}.txt is missing: run with UNROLL_UPDATE_SNAPSHOTS=1, look at it, commit it.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }
}
