using System;
using System.IO;

namespace Unroll.Interop.Tests.Files;

/// <summary>A new folder, removed at the end of a test.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unroll-tests-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string[] Names() => Array.ConvertAll(Directory.GetFileSystemEntries(Path), name => System.IO.Path.GetFileName(name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
