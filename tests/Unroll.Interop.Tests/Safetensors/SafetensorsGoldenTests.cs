using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Interop.Safetensors;

namespace Unroll.Interop.Tests.Safetensors;

/// <summary>Files that PyTorch wrote, each with a description of its tensors beside it.</summary>
public sealed class SafetensorsGoldenTests
{
    static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
                continue;
            var goldens = Path.Combine(folder.FullName, "..", "shared", "goldens", "torch");
            return Directory.Exists(goldens) ? goldens : null;
        }
        return null;
    }

    [SkippableFact]
    public void Read_FilesOfPyTorch_HoldWhatTheirDescriptionsSay()
    {
        var folder = Folder();
        Skip.If(folder is null, "The golden files (../shared/goldens/torch beside the repository) are not here.");
        var files = Directory.GetFiles(folder, "*.safetensors");
        Assert.NotEmpty(files);
        foreach (var path in files)
        {
            var file = SafetensorsFile.Read(path);
            using var description = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json")));
            var tensors = description.RootElement.GetProperty("tensors").EnumerateObject().ToArray();
            Assert.Equal(tensors.Length, file.Tensors.Count);
            foreach (var tensor in tensors)
            {
                var found = file[tensor.Name];
                Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), found.Shape);
                RequireSaneNumbers(found, tensor.Value.GetProperty("dtype").GetString());
            }
        }
    }

    static void RequireSaneNumbers(SafetensorsTensor tensor, string? type)
    {
        if (type is "float32" or "float64")
        {
            Assert.Equal(type == "float32" ? SafetensorsType.F32 : SafetensorsType.F64, tensor.Type);
            Assert.All(tensor.ToArray<double>(), number => Assert.InRange(number, -1e6, 1e6));
        }
        else
        {
            Assert.All(tensor.ToArray<long>(), number => Assert.InRange(number, -1_000_000, 1_000_000));
        }
    }
}
