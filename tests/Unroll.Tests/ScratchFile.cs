using System;
using System.IO;

namespace Unroll.Tests;

/// <summary>A path in a folder of its own, which goes when the test ends.</summary>
sealed class ScratchFile : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("unroll-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "model.safetensors");

    public string[] Neighbours => Directory.GetFiles(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
