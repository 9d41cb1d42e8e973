using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Interop.Safetensors;

namespace Unroll.Interop.Tests.Safetensors;

/// <summary>Files that PyTorch wrote, each with a description of its tensors beside it.</summary>
public sealed class SafetensorsGoldenTests
{
    // Copied there by the build, from the golden tests.
    static string Folder => Path.Combine(AppContext.BaseDirectory, "torch");

    [Fact]
    public void Read_FilesOfPyTorch_HoldWhatTheirDescriptionsSay()
    {
        var files = Directory.GetFiles(Folder, "*.safetensors");
        Assert.True(files.Length >= 30, $"{files.Length} files in {Folder}");
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
