using System;
using System.IO;
using System.Linq;
using Unroll.Interop.Files;

namespace Unroll.Interop.Tests.Files;

public sealed class WholeFileTests
{
    [Fact]
    public void WriteText_NewAndOldFile_HoldsExactlyTheText()
    {
        using var folder = new TemporaryFolder();
        WholeFile.WriteText(folder["a.json"], "first and longer");
        WholeFile.WriteText(folder["a.json"], "zweite ü");
        Assert.Equal("zweite ü"u8.ToArray(), File.ReadAllBytes(folder["a.json"]));
        Assert.Equal(["a.json"], folder.Names());
    }

    [Fact]
    public void Write_ContentThatThrowsHalfWay_KeepsTheOldFileAndLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        WholeFile.WriteText(folder["a.json"], "old");
        Assert.Throws<InvalidDataException>(() => WholeFile.Write(folder["a.json"], stream =>
        {
            stream.Write(new byte[100_000]);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(folder["a.json"]));
        Assert.Equal(["a.json"], folder.Names());
    }

    [Fact]
    public void Write_WhileWriting_TheOldFileIsStillWhole()
    {
        using var folder = new TemporaryFolder();
        WholeFile.WriteText(folder["a.json"], "old");
        WholeFile.Write(folder["a.json"], stream =>
        {
            stream.Write(new byte[100_000]);
            Assert.Equal("old", File.ReadAllText(folder["a.json"]));
            Assert.All(folder.Names().Where(name => name != "a.json"), name => Assert.StartsWith(".unroll-", name, StringComparison.Ordinal));
        });
        Assert.Equal(100_000, new FileInfo(folder["a.json"]).Length);
    }

    [Fact]
    public void Write_OntoAFolder_IsRefusedBeforeAnyWork()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a"]);
        var called = false;
        var error = Assert.Throws<IOException>(() => WholeFile.Write(folder["a"], _ => called = true));
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
        Assert.False(called);
        Assert.Equal(["a"], folder.Names());
    }

    [Fact]
    public void Write_IntoAMissingFolder_IsAnErrorOfTheSystem()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<DirectoryNotFoundException>(() => WholeFile.WriteText(folder["missing/a"], "x"));
        Assert.StartsWith($"{folder["missing/a"]}: there is no folder {folder["missing"]} ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LongName_Works()
    {
        using var folder = new TemporaryFolder();
        var name = new string('n', 250);
        WholeFile.WriteText(folder[name], "x");
        Assert.Equal([name], folder.Names());
    }
}
