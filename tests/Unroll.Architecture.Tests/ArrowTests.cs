using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Unroll.Architecture;

/// <summary>An arrow points down only: what a room may know of the others, by its project file and by what the compiler really used.</summary>
public sealed class ArrowTests
{
    static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["Unroll.Numerics"] = [],
        ["Unroll.Networks"] = ["Unroll.Numerics"],
        ["Unroll.Training"] = ["Unroll.Networks", "Unroll.Numerics"],
        ["Unroll.Tasks"] = ["Unroll.Interop", "Unroll.Training", "Unroll.Networks", "Unroll.Numerics"],
        ["Unroll.Interop"] = ["Unroll.Networks", "Unroll.Numerics"],
        ["Unroll.Mpi"] = ["Unroll.Training", "Unroll.Networks", "Unroll.Numerics"],
        ["Unroll"] = ["Unroll.Interop", "Unroll.Training", "Unroll.Networks", "Unroll.Numerics"],
        ["Unroll.Experiments"] = ["Unroll.Tasks", "Unroll.Interop", "Unroll.Training", "Unroll.Networks", "Unroll.Numerics"],
        ["Unroll.Cli"] = ["Unroll.Experiments", "Unroll.Mpi", "Unroll.Tasks", "Unroll.Interop", "Unroll.Training", "Unroll.Networks", "Unroll.Numerics"],
    };

    static readonly Dictionary<string, string[]> s_mayUsePackages = new()
    {
        ["Unroll.Interop"] = ["Google.Protobuf", "Grpc.Tools"],
        ["Unroll.Cli"] = ["System.CommandLine", "Spectre.Console"],
    };

    public static TheoryData<string> Rooms => [.. House.Rooms];

    [Fact]
    public void Rooms_OnDisk_AreTheKnownOnes()
    {
        var found = Directory.GetDirectories(Path.Combine(House.Root, "src")).Where(d => Directory.GetFiles(d, "*.csproj").Length > 0).Select(Path.GetFileName);
        Assert.Equal(House.Rooms.Order(), found.Order());
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Project_References_PointDown(string room)
    {
        var references = Items(room, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        Assert.Empty(references.Except(s_mayKnow[room]));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Project_Packages_AreTheAllowedOnes(string room) =>
        Assert.Empty(Items(room, "PackageReference").Except(s_mayUsePackages.GetValueOrDefault(room, [])));

    [Theory, MemberData(nameof(Rooms))]
    public void Assembly_References_PointDown(string room)
    {
        var used = House.Load(room).GetReferencedAssemblies().Select(a => a.Name!).Where(name => name.StartsWith("Unroll.", System.StringComparison.Ordinal));
        Assert.Empty(used.Except(s_mayKnow[room]));
    }

    /// <summary>Mathematics and training never hear of files, JSON, consoles or networks of cables.</summary>
    [Theory]
    [InlineData("Unroll.Numerics")]
    [InlineData("Unroll.Networks")]
    [InlineData("Unroll.Training")]
    public void Assembly_OfTheCore_KnowsNoOutside(string room)
    {
        string[] outside = ["System.Text.Json", "System.Console", "System.IO.FileSystem", "System.Net", "System.Xml", "System.Diagnostics.Process"];
        var used = House.Load(room).GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(used, name => outside.Any(o => name.StartsWith(o, System.StringComparison.Ordinal)));
    }

    static IEnumerable<string> Items(string room, string kind) =>
        XDocument.Load(Path.Combine(House.Root, "src", room, room + ".csproj")).Descendants(kind).Select(e => e.Attribute("Include")!.Value);
}
