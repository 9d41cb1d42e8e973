using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Sweeps;

/// <summary>All of a sweep's folder that must be the same bits: results, what rounds decided, and of each run all but its times and its last checkpoint but one.</summary>
static class SweepContent
{
    public static Dictionary<string, string> Of(string folder)
    {
        var content = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder).Concat(Directory.Exists(Path.Combine(folder, "rounds")) ? Directory.GetFiles(Path.Combine(folder, "rounds")) : []))
            content[Path.GetRelativePath(folder, file)] = Hex(file);
        foreach (var run in Directory.GetDirectories(folder).Where(run => File.Exists(Path.Combine(run, "recipe.json"))))
            content[Path.GetFileName(run)] = OfRun(run);
        return content;
    }

    public static string OfRun(string run)
    {
        string[] files = ["recipe.json", "events.jsonl", "metrics.json", "diagnosis.json"];
        var last = RunFolder.Open(run).Checkpoints()[0];
        return string.Join('\n', files.Select(file => Path.Combine(run, file)).Where(File.Exists).Append(last).Select(file => $"{Path.GetFileName(file)} {Hex(file)}"));
    }

    static string Hex(string file) => Convert.ToHexString(File.ReadAllBytes(file));
}
