using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Unroll.Golden;

/// <summary>
/// Where cases lie: in <c>cases/</c> beside the tests, copied there by the build, and in the folder that <c>UNROLL_GOLDENS</c> names, at any depth. A case of PyTorch is
/// <c>NAME.json</c> with <c>NAME.safetensors</c>; one of ONNX is a folder with <c>model.onnx</c> and <c>test_data_set_0</c>.
/// </summary>
static class GoldenFolders
{
    /// <summary>What a test says when no folder was given.</summary>
    public const string NotGiven = "Set UNROLL_GOLDENS to a folder of further cases to have them checked.";

    const string GivenName = "UNROLL_GOLDENS";

    static string Copied => Path.Combine(AppContext.BaseDirectory, "cases");

    /// <summary>The given folder, or null where the variable is not set.</summary>
    /// <exception cref="DirectoryNotFoundException">The variable names no folder.</exception>
    public static string? Given
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable(GivenName);
            if (string.IsNullOrEmpty(folder))
                return null;
            return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{GivenName} is '{folder}', which is no folder.");
        }
    }

    /// <summary>Every case of a PyTorch optimizer, by a name that <see cref="PathOf"/> understands.</summary>
    public static TheoryData<string> Optimizers => [.. All(TorchIn).Where(IsOptimizer)];

    /// <summary>Every other case of PyTorch: of a kind that is not known too, so that it fails.</summary>
    public static TheoryData<string> Networks => [.. All(TorchIn).Where(name => !IsOptimizer(name))];

    /// <summary>Every case of ONNX.</summary>
    public static TheoryData<string> Onnx => [.. All(OnnxIn)];

    static bool IsOptimizer(string name) => new GoldenCase(name).Kind == "OPTIM";

    /// <summary>Whether the case is of the given folder.</summary>
    public static bool IsGiven(string name) => name.StartsWith(GivenName, StringComparison.Ordinal);

    /// <summary>The folder of an ONNX case, or the path of a PyTorch case without its extension.</summary>
    public static string PathOf(string name) => IsGiven(name)
        ? Path.Combine(Given!, name[(GivenName.Length + 1)..])
        : Path.Combine(Copied, name);

    /// <summary>The cases of PyTorch below a folder: every description, but not the lists of what the folder holds.</summary>
    public static IEnumerable<string> TorchIn(string folder) => Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) is not ("index.json" or "manifest.json"))
        .Select(path => Path.ChangeExtension(path, null));

    /// <summary>The cases of ONNX below a folder.</summary>
    public static IEnumerable<string> OnnxIn(string folder) =>
        Directory.EnumerateFiles(folder, "model.onnx", SearchOption.AllDirectories).Select(path => Path.GetDirectoryName(path)!);

    static IEnumerable<string> All(Func<string, IEnumerable<string>> casesIn)
    {
        var copied = casesIn(Copied).Select(path => Path.GetRelativePath(Copied, path)).Order(StringComparer.Ordinal);
        return Given is not { } given ? copied : copied.Concat(casesIn(given).Select(path => $"{GivenName}/{Path.GetRelativePath(given, path)}").Order(StringComparer.Ordinal));
    }
}
