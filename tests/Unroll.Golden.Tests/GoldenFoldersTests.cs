using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Unroll.Golden;

/// <summary>No case is lost on the way to a test.</summary>
public sealed class GoldenFoldersTests
{
    [Fact]
    public void Copied_Cases_AreAllThere()
    {
        Assert.Equal(26, Copied(GoldenFolders.Networks));
        Assert.Equal(4, Copied(GoldenFolders.Optimizers));
        Assert.Equal(19, Copied(GoldenFolders.Onnx));
    }

    static int Copied(IEnumerable<object[]> cases) => cases.Count(row => !GoldenFolders.IsGiven((string)row[0]));

    [SkippableFact]
    public void Given_Folder_HoldsCasesAndNothingElse()
    {
        Skip.If(GoldenFolders.Given is null, GoldenFolders.NotGiven);
        var torch = GoldenFolders.TorchIn(GoldenFolders.Given).ToList();
        var onnx = GoldenFolders.OnnxIn(GoldenFolders.Given).ToList();
        Assert.True(torch.Count + onnx.Count > 0, $"{GoldenFolders.Given} holds no case");
        var strays = Directory.EnumerateFiles(GoldenFolders.Given, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) == ".safetensors" && !torch.Contains(Path.ChangeExtension(path, null))
                || Path.GetExtension(path) is ".onnx" or ".pb" && !onnx.Any(folder => path.StartsWith(folder + Path.DirectorySeparatorChar, System.StringComparison.Ordinal)));
        Assert.Empty(strays);
    }
}
